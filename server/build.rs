//! The program is built anew when the front end was.

fn main() {
    println!("cargo:rerun-if-changed=../app-ui/dist/office");
}
