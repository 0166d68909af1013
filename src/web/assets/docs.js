// The description of the interface, shown by Swagger UI. Without this file the page has a link to it.
"use strict";

// What Swagger UI leaves out for whoever does not use a pointer. It speaks English, and so does this.
const forEverybody = ({ React: { createElement } }) => ({
  wrapComponents: {
    // The name of an operation opens it and stands in the address then; a link inside that button
    // would be a second one for the same.
    DeepLink: () => ({ text }) => createElement("span", null, text),
    // There is one, and nothing to choose.
    ServersContainer: () => () => null,
    Select: (Select) => (props) =>
      createElement("label", null, createElement("span", { className: "only-heard" }, "Value"), createElement(Select, props)),
    ExamplesSelect: (ExamplesSelect) => (props) => createElement("label", null, createElement(ExamplesSelect, props)),
    TextArea: (TextArea) => (props) => createElement(TextArea, { ...props, "aria-label": "Body to send" }),
    // What scrolls can be reached by Tab.
    SyntaxHighlighter: (SyntaxHighlighter) => (props) =>
      createElement("div", { className: "scrolls", role: "group", "aria-label": "Code", tabIndex: 0 }, createElement(SyntaxHighlighter, props)),
  },
});

const place = document.getElementById("interface");
place.setAttribute("aria-busy", "true");
SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  deepLinking: true,
  // Each tag with its operations, each of them closed.
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  // Posts can store: whoever only reads does not stand before a button that sends.
  tryItOutEnabled: false,
  // It would ask another host.
  validatorUrl: null,
  plugins: [forEverybody],
  onComplete: () => place.removeAttribute("aria-busy"),
});
