//! The pages over HTTP, to this machine only.
//!
//! A request must name this address as its host, so that no page from elsewhere can reach it under a name of
//! its own, and the page that is served may load nothing from anywhere else.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use brief_base::diagnostics::Diagnostic;

use super::NOT_WATCHED;
use super::board::Board;

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");

/// Where the picture of a page is found, before its digest.
const PICTURES: &str = "/pages/";

/// How often a waiting browser hears that the server is still there.
const PULSE: Duration = Duration::from_secs(10);

/// How many connections there may be at once: each takes a thread.
const AT_ONCE: usize = 64;

/// How long a browser may take to send a request, or to take a part of an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// The longest request that is read, in bytes: a request line and a browser's headers.
const LONGEST: usize = 16 << 10;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src \
                      'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A server that runs as long as the program.
pub(super) struct Server {
    address: String,
}

impl Server {
    /// Serves a board at a port of the loopback address: the requested one, or else the usual one or any that
    /// is free.
    ///
    /// # Errors
    /// If the requested port is unavailable.
    pub(super) fn start(
        board: Arc<Board>,
        port: Option<u16>,
        usual: u16,
    ) -> Result<Self, Diagnostic> {
        let at = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = match port {
            Some(port) => at(port),
            None => at(usual).or_else(|_| at(0)),
        };
        let bound = listener.and_then(|listener| {
            let port = listener.local_addr()?.port();
            Ok((listener, port))
        });
        let (listener, port) = bound.map_err(|error| {
            let port = port.map_or_else(|| "any port".to_owned(), |port| format!("port {port}"));
            Diagnostic::error(NOT_WATCHED, format!("{port} cannot be served: {error}"))
                .with_help("say another with --port, or leave it out")
        })?;
        thread::spawn(move || {
            let connections = Arc::new(AtomicUsize::new(0));
            // A connection that was lost before it was taken is no fault.
            for stream in listener.incoming().flatten() {
                let (board, connections) = (Arc::clone(&board), Arc::clone(&connections));
                if connections.fetch_add(1, Ordering::Relaxed) >= AT_ONCE {
                    connections.fetch_sub(1, Ordering::Relaxed);
                    continue;
                }
                // A thread each: one that does not read what it asked for is in nobody else's way.
                thread::spawn(move || {
                    // A browser that has gone away is no fault.
                    let _ = answer(stream, &board, port);
                    connections.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
        Ok(Server {
            address: format!("http://{}:{port}/", Ipv4Addr::LOCALHOST),
        })
    }

    /// Where it is.
    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

/// Reads one request and answers it; the connection is closed then, so that none waits for another.
fn answer(mut stream: TcpStream, board: &Board, port: u16) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let Some(request) = HttpRequest::read(&mut stream)? else {
        return respond(&mut stream, 400, "text/plain", b"malformed request", false);
    };
    if !names_this_address(&request, port) {
        let text = b"this server is for this machine only";
        return respond(&mut stream, 403, "text/plain", text, false);
    }
    if request.method != "GET" {
        return respond(
            &mut stream,
            405,
            "text/plain",
            b"only GET is answered",
            false,
        );
    }
    let picture = request.path.strip_prefix(PICTURES);
    if let Some(digest) = picture.and_then(|name| name.strip_suffix(".svg")) {
        return match board.picture(digest) {
            Some(picture) => respond(&mut stream, 200, "image/svg+xml", &picture, true),
            None => {
                let text = b"this page is not shown any more";
                respond(&mut stream, 404, "text/plain", text, false)
            }
        };
    }
    let (kind, content) = match request.path.as_str() {
        "/" => ("text/html; charset=utf-8", PAGE),
        "/page.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "/page.css" => ("text/css; charset=utf-8", STYLE),
        // It ends when the browser goes away.
        "/states" => return tell_states(&mut stream, board),
        _ => {
            return respond(
                &mut stream,
                404,
                "text/plain",
                b"there is nothing here",
                false,
            );
        }
    };
    respond(&mut stream, 200, kind, content.as_bytes(), false)
}

/// What a browser asks for. Of HTTP, this is all that is needed here: no request has a body.
struct HttpRequest {
    method: String,
    path: String,
    /// The names under which it looks for this server.
    hosts: Vec<String>,
}

impl HttpRequest {
    /// Reads a request up to the empty line; none when it is too long, not text or breaks off.
    fn read(stream: &mut impl Read) -> io::Result<Option<Self>> {
        let mut read = Vec::new();
        let mut part = [0; 1024];
        while !read.windows(4).any(|four| four == b"\r\n\r\n") {
            let length = stream.read(&mut part)?;
            if length == 0 || read.len() > LONGEST {
                return Ok(None);
            }
            read.extend_from_slice(&part[..length]);
        }
        Ok(std::str::from_utf8(&read).ok().and_then(HttpRequest::parse))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
        let hosts = lines
            .take_while(|line| !line.is_empty())
            .filter_map(|line| line.split_once(':'))
            .filter(|(name, _)| name.eq_ignore_ascii_case("host"));
        Some(HttpRequest {
            method,
            path,
            hosts: hosts.map(|(_, value)| value.trim().to_owned()).collect(),
        })
    }
}

fn names_this_address(request: &HttpRequest, port: u16) -> bool {
    let is_known = |host: &str| {
        let (name, at) = host.split_once(':').unwrap_or((host, "80"));
        let is_named = name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost");
        is_named && at == port.to_string()
    };
    matches!(request.hosts.as_slice(), [host] if is_known(host))
}

/// Answers; what may be kept is named by its content and never changes.
fn respond(
    stream: &mut impl Write,
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
    let meaning = match code {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        _ => "Method Not Allowed",
    };
    let length = content.len();
    let header = format!(
        "HTTP/1.1 {code} {meaning}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Content-Security-Policy: {POLICY}\r\nX-Content-Type-Options: nosniff\r\n\
         Cache-Control: {age}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(header.as_bytes())?;
    stream.write_all(content)?;
    stream.flush()
}

/// Tells each state as it comes, as server-sent events.
fn tell_states(writer: &mut impl Write, board: &Board) -> io::Result<()> {
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
