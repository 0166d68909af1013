//! The released forms themselves.

use spinepath::intake::{form::FieldKind, registry::embedded_forms};

#[test]
fn every_embedded_form_loads() {
    let forms = embedded_forms().unwrap_or_else(|faults| panic!("{}", faults.join("\n")));
    let form = forms.find("spine", "1.0.0").expect("spine 1.0.0 is there");
    for (name, kind) in [
        ("saddle_change", FieldKind::Bool),
        ("birth_date", FieldKind::Date),
        ("onset_date", FieldKind::Date),
        ("patient_goal", FieldKind::Record),
        ("prior_spinal_imaging", FieldKind::Record),
    ] {
        assert_eq!(
            form.field(name).map(|field| &field.kind),
            Some(&kind),
            "{name}"
        );
    }
}
