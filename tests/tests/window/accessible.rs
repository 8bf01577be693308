//! Every screen by axe, in the real window.

use cunji_tests::{programs, screens};

#[test]
fn no_screen_keeps_anybody_out() {
    let program = programs::built("cunji-app").unwrap_or_else(|error| panic!("{error:#}"));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let found = screens::inaccessible(&program, &runtime).unwrap_or_else(|error| panic!("{error:#}"));
    let told: Vec<&str> = found.iter().map(String::as_str).collect();
    assert!(told.is_empty(), "{} faults:\n{}", told.len(), told.join("\n"));
}
