//! A writer of HTML: every text and every attribute is escaped, every element is closed.

use std::fmt::Display;

/// A page that grows.
pub(super) struct Html {
    text: String,
    open: Vec<&'static str>,
}

impl Html {
    /// An empty page of this language of markup.
    pub fn new() -> Html {
        Html {
            text: "<!doctype html>\n".to_owned(),
            open: Vec::new(),
        }
    }

    /// Opens an element; [`Html::close`] closes the one opened last.
    pub fn open(&mut self, tag: &'static str, attributes: &[(&str, &str)]) -> &mut Html {
        self.tag(tag, attributes, ">");
        self.open.push(tag);
        self
    }

    /// Closes the element opened last.
    pub fn close(&mut self) -> &mut Html {
        if let Some(tag) = self.open.pop() {
            self.text.push_str("</");
            self.text.push_str(tag);
            self.text.push_str(">\n");
        }
        self
    }

    /// Text.
    pub fn text(&mut self, text: impl Display) -> &mut Html {
        escape(&text.to_string(), &mut self.text);
        self
    }

    /// An element with text in it.
    pub fn with(
        &mut self,
        tag: &'static str,
        attributes: &[(&str, &str)],
        text: impl Display,
    ) -> &mut Html {
        self.open(tag, attributes).text(text).close()
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, tag: &'static str, attributes: &[(&str, &str)]) -> &mut Html {
        self.tag(tag, attributes, "/>\n");
        self
    }

    /// A style sheet of our own, as it is.
    pub fn style(&mut self, sheet: &'static str) -> &mut Html {
        self.text.push_str("<style>\n");
        self.text.push_str(sheet);
        self.text.push_str("</style>\n");
        self
    }

    /// The page.
    pub fn done(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }

    fn tag(&mut self, tag: &str, attributes: &[(&str, &str)], end: &str) {
        self.text.push('<');
        self.text.push_str(tag);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            escape(value, &mut self.text);
            self.text.push('"');
        }
        self.text.push_str(end);
    }
}

fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            c => into.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Html;

    #[test]
    fn what_is_written_is_text_and_never_markup() {
        let mut html = Html::new();
        html.open("p", &[("class", "a\" onload=\"x")]);
        html.text("<script>'&'</script>");
        assert_eq!(
            html.done(),
            "<!doctype html>\n<p class=\"a&quot; onload=&quot;x\">&lt;script&gt;&#39;&amp;&#39;&lt;/script&gt;</p>\n"
        );
    }
}
