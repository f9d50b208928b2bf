//! The `brief` command.
fn main() {}
