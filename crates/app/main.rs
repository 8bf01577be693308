//! The desktop program.
fn main() {
    cunji_app::run();
}
