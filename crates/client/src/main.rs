//! `cunji`: the phone's use cases at a terminal.

fn main() -> std::process::ExitCode {
    cunji_client::cli::run()
}
