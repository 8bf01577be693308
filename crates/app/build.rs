//! Takes in the shell's settings, icons and built screens.

fn main() {
    tauri_build::build();
}
