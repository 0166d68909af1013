//! The first page as a browser without a script meets it.

use super::Reader;
use crate::support::app::TestApp;

#[test]
fn the_first_page_links_the_forms_that_decide_now_to_fill_in_on_paper() {
    let app = TestApp::with_current_release();
    let assistant = Reader {
        app: &app,
        role: "medical_assistant",
        language: "es",
    };
    let page = assistant.get("/");
    for form in ["spine/1.1.0", "spine-follow-up/1.0.0"] {
        let address = format!("/forms/{form}/paper.pdf");
        let link = format!("href=\"{address}\" lang=\"en\"");
        assert!(page.text().contains(&link), "{}", page.text());
        let sizes = ["", "?paper=a4", "?paper=letter"].map(|size| {
            let pdf = assistant.get(&format!("{address}{size}"));
            assert_eq!(pdf.status, 200, "{address}{size}");
            assert_eq!(pdf.header("content-type"), "application/pdf");
            assert!(pdf.body.starts_with(b"%PDF-"));
            pdf.body
        });
        assert_eq!(sizes[0], sizes[1]);
        assert_ne!(sizes[1], sizes[2]);
    }
    for (address, status) in [
        ("/forms/spine/9.9.9/paper.pdf", 404),
        ("/forms/elbow/1.0.0/paper.pdf", 404),
        ("/forms/spine/1.1.0/paper.pdf?paper=a0", 400),
    ] {
        assert_eq!(assistant.get(address).status, status, "{address}");
    }
}
