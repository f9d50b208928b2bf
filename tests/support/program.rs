//! The program, run within the tests where nothing of a process matters, and else as a process of its own.
//!
//! Within the tests, the fonts are parsed and the standing text is set once for all of them.

use std::fmt;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::Command;
use std::thread;

use brief::cli;
use brief_pages as pages;

/// The program's file.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_brief");

/// What a run came to.
pub struct Run {
    pub code: Option<i32>,
    pub output: String,
    pub errors: String,
}

impl fmt::Display for Run {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self
            .code
            .map_or_else(|| "none".to_owned(), |code| code.to_string());
        write!(
            formatter,
            "exit code: {code}\n--- standard output\n{}--- standard error\n{}",
            self.output, self.errors
        )
    }
}

/// Stack of the thread that runs a command, in bytes: that of a main thread on Linux.
const STACK: usize = 8 << 20;

/// How many runs Typst remembers what it has set.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(24).expect("not zero");

/// Options that are followed by a path, which a process understands from its own folder.
const OF_PATHS: [&str; 4] = ["--out", "--with", "--extract", "--project"];

/// Runs the program in a project's folder.
pub fn run(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
    if environment.is_empty() && can_be_within(folder, arguments) {
        run_within(folder, arguments)
    } else {
        run_apart(folder, arguments, environment)
    }
}

/// Runs it as a process of its own.
pub fn run_apart(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
    let done = Command::new(PROGRAM)
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("SOURCE_DATE_EPOCH")
        .env("TZ", "UTC")
        .env("LANG", "C.UTF-8")
        .envs(environment.iter().copied())
        .output()
        .expect("the program runs");
    told(folder, done.status.code(), done.stdout, done.stderr)
}

fn told(folder: &Path, code: Option<i32>, output: Vec<u8>, errors: Vec<u8>) -> Run {
    let text = |bytes: Vec<u8>| {
        String::from_utf8(bytes)
            .expect("the program prints UTF-8")
            .replace(&folder.display().to_string(), "<project>")
    };
    Run {
        code,
        output: text(output),
        errors: text(errors),
    }
}

/// Whether a command builds several briefs: it has Typst forget what other tests are about to need.
fn has_several_briefs(folder: &Path, arguments: &[&str]) -> bool {
    if !matches!(arguments.first(), Some(&("build" | "check"))) {
        return false;
    }
    let named = arguments[1..]
        .iter()
        .take_while(|name| !name.starts_with('-'));
    let of_brief = |entry: std::io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| entry.path().join("brief.yaml").exists())
    };
    named.count() != 1
        && fs::read_dir(folder.join("data"))
            .is_ok_and(|entries| entries.map(of_brief).filter(|is| *is).count() > 1)
}

/// Whether a command does not depend on the folder that its process is in.
fn can_be_within(folder: &Path, arguments: &[&str]) -> bool {
    let is_relative = |argument: &str| {
        Path::new(argument).is_relative()
            && (folder.join(argument).exists() || argument.to_lowercase().ends_with(".pdf"))
    };
    if has_several_briefs(folder, arguments) {
        return false;
    }
    let mut before = "";
    for argument in arguments {
        let of_path = OF_PATHS.contains(&before) && Path::new(argument).is_relative();
        let with_path = OF_PATHS
            .iter()
            .any(|option| argument.starts_with(&format!("{option}=")));
        if of_path || with_path || is_relative(argument) {
            return false;
        }
        before = argument;
    }
    true
}

fn run_within(folder: &Path, arguments: &[&str]) -> Run {
    let ran = thread::scope(|scope| {
        let name = thread::current().name().unwrap_or("a test").to_owned();
        let builder = thread::Builder::new().name(name).stack_size(STACK);
        let run = builder.spawn_scoped(scope, || cli::run_within(folder, arguments));
        run.expect("a thread").join()
    });
    let ran = ran.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    if arguments.first().is_some_and(|verb| *verb != "check") {
        pages::forget(REMEMBERED);
    }
    let (code, output) = ran;
    told(folder, Some(code), output.stdout, output.stderr)
}
