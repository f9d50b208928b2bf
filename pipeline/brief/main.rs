//! The `brief` command: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    brief::cli::run()
}
