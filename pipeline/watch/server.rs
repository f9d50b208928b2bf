//! The pages over HTTP, to this machine only.
//!
//! A request must name this address as its host, so that no page from elsewhere can reach it under a name of
//! its own, and the page that is served may load nothing from anywhere else.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use tiny_http::{Header, Method, Request, Response};

use super::NOT_WATCHED;
use super::board::Board;
use crate::diagnostics::Diagnostic;

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");

/// Where the picture of a page is found, before its digest.
const PICTURES: &str = "/pages/";

/// How often a waiting browser is told that the server is still there.
const PULSE: Duration = Duration::from_secs(10);

/// How many requests are answered at once, those that wait for states among them.
const AT_ONCE: usize = 64;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src \
                      'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A server that runs as long as the program.
pub struct Server {
    address: String,
}

impl Server {
    /// Serves a board at a port of the loopback address: the one that is asked for, or the usual one, or any
    /// that is free.
    ///
    /// # Errors
    /// When the port that is asked for cannot be had.
    pub fn start(board: Arc<Board>, port: Option<u16>, usual: u16) -> Result<Self, Diagnostic> {
        let at = |port| tiny_http::Server::http((Ipv4Addr::LOCALHOST, port));
        let server = match port {
            Some(port) => at(port),
            None => at(usual).or_else(|_| at(0)),
        };
        let server = server.map_err(|error| {
            let port = port.map_or_else(|| "any port".to_owned(), |port| format!("port {port}"));
            Diagnostic::error(NOT_WATCHED, format!("{port} cannot be served: {error}"))
                .with_help("say another with --port, or leave it out")
        })?;
        let port = server
            .server_addr()
            .to_ip()
            .map_or(0, |address: SocketAddr| address.port());
        thread::spawn(move || {
            let answering = Arc::new(AtomicUsize::new(0));
            for request in server.incoming_requests() {
                let (board, answering) = (Arc::clone(&board), Arc::clone(&answering));
                if answering.fetch_add(1, Ordering::Relaxed) >= AT_ONCE {
                    // Its connection closes; a browser asks again.
                    answering.fetch_sub(1, Ordering::Relaxed);
                    continue;
                }
                // A thread each: one that does not read what it asked for is in nobody else's way.
                thread::spawn(move || {
                    // A browser that has gone away is no fault.
                    let _ = answer(request, &board, port);
                    answering.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
        Ok(Server {
            address: format!("http://{}:{port}/", Ipv4Addr::LOCALHOST),
        })
    }

    /// Where it is.
    pub fn address(&self) -> &str {
        &self.address
    }
}

fn answer(request: Request, board: &Board, port: u16) -> io::Result<()> {
    if !names_this_address(&request, port) {
        let text = "this server is for this machine only";
        return respond(request, 403, "text/plain", text.as_bytes(), false);
    }
    if *request.method() != Method::Get {
        return respond(request, 405, "text/plain", b"only GET is answered", false);
    }
    let path = request.url().to_owned();
    if let Some(digest) = path
        .strip_prefix(PICTURES)
        .and_then(|name| name.strip_suffix(".svg"))
    {
        return match board.picture(digest) {
            Some(picture) => respond(request, 200, "image/svg+xml", &picture, true),
            None => respond(
                request,
                404,
                "text/plain",
                b"this page is not shown any more",
                false,
            ),
        };
    }
    match path.as_str() {
        "/" => respond(
            request,
            200,
            "text/html; charset=utf-8",
            PAGE.as_bytes(),
            false,
        ),
        "/page.js" => respond(
            request,
            200,
            "text/javascript; charset=utf-8",
            SCRIPT.as_bytes(),
            false,
        ),
        "/page.css" => respond(
            request,
            200,
            "text/css; charset=utf-8",
            STYLE.as_bytes(),
            false,
        ),
        // It ends when the browser goes away.
        "/states" => tell_states(request, board),
        _ => respond(request, 404, "text/plain", b"there is nothing here", false),
    }
}

fn names_this_address(request: &Request, port: u16) -> bool {
    let hosts = request
        .headers()
        .iter()
        .filter(|header| header.field.equiv("Host"));
    let hosts: Vec<&str> = hosts.map(|header| header.value.as_str()).collect();
    let is_known = |host: &str| {
        let (name, at) = host.split_once(':').unwrap_or((host, "80"));
        let is_named = name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost");
        is_named && at == port.to_string()
    };
    matches!(hosts.as_slice(), [host] if is_known(host))
}

/// Answers; what may be kept is named by its content and never changes.
fn respond(
    request: Request,
    code: u16,
    kind: &str,
    content: &[u8],
    may_be_kept: bool,
) -> io::Result<()> {
    let age = if may_be_kept {
        "max-age=3600, immutable"
    } else {
        "no-store"
    };
    let headers = [
        ("Content-Type", kind),
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", age),
    ];
    let response = Response::from_data(content).with_status_code(code);
    // Its length is known, so it is told.
    let mut response = response.with_chunked_threshold(usize::MAX);
    for (name, value) in headers {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
}

/// Tells each state as it comes, as server-sent events. The header is written by hand: the answer has no
/// length, and browsers want this kind of stream unchunked.
fn tell_states(request: Request, board: &Board) -> io::Result<()> {
    let mut writer = request.into_writer();
    write!(
        writer,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )?;
    let mut last = None;
    loop {
        match board.after(last, PULSE) {
            Some(shown) => {
                last = Some(shown.number);
                let state = serde_json::to_string(&shown).map_err(io::Error::other)?;
                write!(writer, "data: {state}\n\n")?;
            }
            None => write!(writer, ": still here\n\n")?,
        }
        writer.flush()?;
    }
}
