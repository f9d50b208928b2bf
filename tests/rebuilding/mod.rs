//! What earlier runs kept, and pages that are made again whenever a file is saved.

mod cache;
mod watch;
