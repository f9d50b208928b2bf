//! Guards `brief watch`: what is served, to whom, and that a saved file shows.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::{PROGRAM, Sandbox, copy_folder};

const ACCOUNT: &str = "data/ruritania/prose/account.typ";

/// How long a change may take to show before the test gives up: long, since other tests run too.
const PATIENCE: Duration = Duration::from_secs(120);

/// A watch that ends with the test.
struct Watch {
    program: Child,
    /// `127.0.0.1:PORT`.
    host: String,
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Watch {
    fn of(sandbox: &Sandbox) -> Self {
        let mut program = Command::new(PROGRAM)
            .args(["watch", "ruritania", "--port", "0"])
            .current_dir(sandbox.root())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        let output = program.stdout.take().expect("its output");
        let mut lines = BufReader::new(output).lines();
        let first = lines.next().expect("a line").expect("text");
        let host = first
            .split_once("http://")
            .and_then(|(_, rest)| rest.split_once('/'))
            .map(|(host, _)| host.to_owned())
            .unwrap_or_else(|| panic!("no address in {first}"));
        // What it tells later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Watch { program, host }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        stream
    }

    /// Status, header and content of an answer.
    fn ask(&self, method: &str, path: &str, host: &str) -> (u16, String, Vec<u8>) {
        let mut stream = self.connect();
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("a header");
        let header = String::from_utf8(answer[..end].to_vec()).expect("text");
        let code = header
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .expect("a code");
        (code, header, answer[end + 4..].to_vec())
    }

    fn states(&self) -> States {
        let mut stream = self.connect();
        let request = format!("GET /states HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        stream.write_all(request.as_bytes()).expect("a request");
        States {
            lines: BufReader::new(stream),
        }
    }
}

/// The states that a browser is told.
struct States {
    lines: BufReader<TcpStream>,
}

impl States {
    /// The next state for which something holds.
    fn until(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mut line = String::new();
            let read = self.lines.read_line(&mut line).expect("a line in time");
            assert!(read > 0, "the stream has ended");
            if let Some(state) = line.strip_prefix("data: ") {
                let state: Value = serde_json::from_str(state).expect("JSON");
                if holds(&state) {
                    return state;
                }
            }
        }
    }

    fn status(&mut self, status: &str) -> Value {
        self.until(|state| state["status"] == status)
    }
}

fn digests(state: &Value) -> Vec<&str> {
    let pages = state["pages"].as_array().expect("pages");
    pages
        .iter()
        .map(|page| page["digest"].as_str().expect("a digest"))
        .collect()
}

#[test]
fn a_saved_file_shows_and_a_fault_stands_over_the_pages() {
    let sandbox = Sandbox::ruritania();
    let watch = Watch::of(&sandbox);
    let mut states = watch.states();
    let first = states.status("ready");
    assert!(!digests(&first).is_empty(), "{first}");
    let path = format!("/pages/{}.svg", digests(&first)[0]);
    let (code, header, picture) = watch.ask("GET", &path, &watch.host);
    assert_eq!(code, 200, "{header}");
    assert!(picture.starts_with(b"<svg"), "{header}");

    sandbox.replace(ACCOUNT, "people saw", "persons saw");
    let second =
        states.until(|state| state["status"] == "ready" && state["pages"] != first["pages"]);
    let before = digests(&first);
    let same = digests(&second)
        .iter()
        .filter(|digest| before.contains(*digest))
        .count();
    assert!(same < before.len(), "{second}");

    sandbox.replace(ACCOUNT, "witnesses.count", "witnezzes.count");
    let broken = states.status("failed");
    assert_eq!(broken["pages"], second["pages"], "the last pages stay");
    let fault = &broken["faults"][0];
    let place = fault["place"].as_str().expect("a place");
    assert!(place.starts_with(&format!("{ACCOUNT}:7:")), "{fault}");
    assert!(
        fault["help"].as_str().expect("help").contains("witnesses"),
        "{fault}"
    );
    let lines = fault["lines"].as_array().expect("lines");
    let meant = lines
        .iter()
        .find(|line| line["is_meant"] == true)
        .expect("the line");
    assert_eq!(meant["number"], 7);
    assert!(
        meant["text"].as_str().expect("text").contains("witnezzes"),
        "{meant}"
    );

    sandbox.replace(ACCOUNT, "witnezzes.count", "witnesses.count");
    let mended =
        states.until(|state| state["status"] == "ready" && state["faults"] != broken["faults"]);
    assert_eq!(mended["pages"], second["pages"]);
    assert!(
        !sandbox.path("output/ruritania").exists(),
        "nothing is published"
    );
}

#[test]
fn a_false_claim_is_shown_with_the_pages_that_make_it() {
    let sandbox = Sandbox::ruritania();
    let text = sandbox.read(ACCOUNT);
    sandbox.write(
        ACCOUNT,
        format!("{text}\nNests are {{{{ nests | claim(says=\"the majority\") }}}}.\n"),
    );
    let watch = Watch::of(&sandbox);
    let state = watch.states().status("ready");
    assert!(!digests(&state).is_empty(), "{state}");
    assert_eq!(state["faults"][0]["severity"], "error", "{state}");
}

#[test]
fn only_this_machine_is_served_and_only_what_is_shown() {
    let sandbox = Sandbox::ruritania();
    let watch = Watch::of(&sandbox);
    let port = watch.host.rsplit_once(':').expect("a port").1.to_owned();
    for (method, path, host, expected) in [
        ("GET", "/", watch.host.as_str(), 200),
        ("GET", "/", &format!("localhost:{port}"), 200),
        ("GET", "/page.js", &watch.host, 200),
        ("GET", "/page.css", &watch.host, 200),
        // A name that leads here by the choice of somebody else.
        ("GET", "/", "brief.example", 403),
        ("GET", "/states", &format!("brief.example:{port}"), 403),
        ("POST", "/", &watch.host, 405),
        ("GET", "/pages/none.svg", &watch.host, 404),
        ("GET", "/../data/ruritania/brief.yaml", &watch.host, 404),
        ("GET", "/data/ruritania/brief.yaml", &watch.host, 404),
    ] {
        let (code, header, _) = watch.ask(method, path, host);
        assert_eq!(code, expected, "{method} {path} at {host}: {header}");
        assert!(
            header.contains("Content-Security-Policy: default-src 'none'"),
            "{header}"
        );
    }
}

#[test]
fn who_does_not_read_is_in_nobody_elses_way() {
    let sandbox = Sandbox::ruritania();
    let watch = Watch::of(&sandbox);
    let first = watch.states().status("ready");
    let path = format!("/pages/{}.svg", digests(&first)[0]);
    let mut stalled = watch.connect();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", watch.host);
    // More than the system keeps for a reader.
    stalled
        .write_all(request.repeat(40).as_bytes())
        .expect("requests");
    let (code, header, _) = watch.ask("GET", "/", &watch.host);
    assert_eq!(code, 200, "{header}");
    drop(stalled);
}

#[test]
fn a_folder_that_was_replaced_is_watched_like_the_one_before() {
    let sandbox = Sandbox::ruritania();
    let watch = Watch::of(&sandbox);
    let mut states = watch.states();
    let first = states.status("ready");
    std::fs::rename(sandbox.path("data"), sandbox.path("before")).expect("it goes");
    states.status("failed");
    copy_folder(&sandbox.path("before"), &sandbox.path("data"));
    let again =
        states.until(|state| state["status"] == "ready" && state["pages"] == first["pages"]);
    assert_eq!(again["faults"], first["faults"]);
    sandbox.replace(ACCOUNT, "people saw", "persons saw");
    states.until(|state| state["status"] == "ready" && state["pages"] != first["pages"]);
}

#[test]
fn what_cannot_be_watched_is_told() {
    let sandbox = Sandbox::ruritania();
    let unknown = sandbox.brief(&["watch", "ruritanja"]);
    assert_eq!(unknown.code, Some(2), "{unknown}");
    assert!(
        unknown.errors.contains("did you mean \"ruritania\""),
        "{unknown}"
    );
    let version = sandbox.brief(&["watch", "ruritania", "--data", "2020-frist"]);
    assert_eq!(version.code, Some(2), "{version}");
    assert!(
        version.errors.contains("did you mean \"2020-first\""),
        "{version}"
    );
    let watch = Watch::of(&sandbox);
    let port = watch.host.rsplit_once(':').expect("a port").1.to_owned();
    let taken = sandbox.brief(&["watch", "ruritania", "--port", &port]);
    assert_eq!(taken.code, Some(2), "{taken}");
    assert!(
        taken
            .errors
            .contains(&format!("port {port} cannot be served")),
        "{taken}"
    );
}
