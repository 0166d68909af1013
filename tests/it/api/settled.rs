//! Bodies with what differs from run to run replaced, after it was seen to be what it should be.

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use uuid::Uuid;

/// The body with identifiers, times and digests replaced by words.
pub fn settled(body: &Json) -> Json {
    match body {
        Json::Array(items) => items.iter().map(settled).collect(),
        Json::Object(members) => {
            let settle = |(name, value): (&String, &Json)| (name.clone(), member(name, value));
            members.iter().map(settle).collect()
        }
        other => other.clone(),
    }
}

fn member(name: &str, value: &Json) -> Json {
    let Json::String(text) = value else {
        return settled(value);
    };
    if name.ends_with("_id") {
        assert_eq!(text.parse::<Uuid>().unwrap().get_version_num(), 7, "{name}");
        return "[id]".into();
    }
    if name.ends_with("_at") {
        let age = Utc::now() - text.parse::<DateTime<Utc>>().unwrap();
        assert!((0..600).contains(&age.num_seconds()), "{name}: {text}");
        return "[now]".into();
    }
    if name == "instance" {
        let id = text.strip_prefix("urn:uuid:").unwrap();
        assert_eq!(id.parse::<Uuid>().unwrap().get_version_num(), 7);
        return "urn:uuid:[id]".into();
    }
    if name.ends_with("digest") {
        let hex = text.strip_prefix("sha256:").unwrap();
        let fits = hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit());
        assert!(fits, "{name}: {text}");
        return "sha256:[hex]".into();
    }
    if let Some(rest) = text.strip_prefix("/api/v1/cases/") {
        let (id, part) = rest.split_at(36);
        assert_eq!(id.parse::<Uuid>().unwrap().get_version_num(), 7, "{name}");
        return format!("/api/v1/cases/[id]{part}").into();
    }
    value.clone()
}
