//! The document of the calls (OpenAPI), from which the front end's types are made.

use cunji_domain::record::Code;
use utoipa::OpenApi as _;
use utoipa::openapi::{OpenApi, Paths};

use super::Needs;
use super::answer::Refusal;
use crate::jobs::Work;

/// What every call shares.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "村记 Cunji: the office's console",
        description = "JSON under a session's cookie. Whoever writes sends the header Origin of the server itself. Every call but the sign-in can be refused with 401 (signed out), 403 (not this role, not here), 422 (what is wrong, in words)."
    ),
    components(schemas(Refusal))
)]
struct Document;

/// Says at each call what it needs: `nobody`, `seat`, an act that must be allowed in the division of the path, or by each kind
/// of work the act that it needs.
pub(super) fn tell(paths: &mut Paths, needs: Needs) {
    let acts: serde_json::Map<String, serde_json::Value> =
        Work::ALL.iter().map(|work| (work.code().to_owned(), work.act().code().into())).collect();
    let needs: serde_json::Value = match needs {
        Needs::Nobody => "nobody".into(),
        Needs::Seat => "seat".into(),
        Needs::There(act) => act.code().into(),
        Needs::Work => acts.into(),
    };
    for item in paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            operation.extensions.get_or_insert_default().insert("x-needs".to_owned(), needs.clone());
        }
    }
}

pub(super) fn document() -> OpenApi {
    let mut document = Document::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    document
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::http::console::everything;

    /// The front end's types are made from this file (`npm run api` in app-ui).
    #[test]
    fn the_front_ends_document_is_that_of_the_calls() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app-ui/openapi.json");
        let made = everything().to_pretty_json().unwrap() + "\n";
        if std::env::var_os("UPDATE_TS").is_some() {
            std::fs::write(&file, &made).unwrap();
        }
        assert!(
            std::fs::read_to_string(&file).unwrap_or_default() == made,
            "run the tests of cunji-server with UPDATE_TS=1, then `npm run api` in app-ui"
        );
    }
}
