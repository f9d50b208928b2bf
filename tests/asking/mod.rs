//! The command line: verbs, exit codes, what goes to which stream.

mod command_line;
