//! The playground without WebAssembly, where that target cannot be installed: serves the page that
//! `node build.mjs --native` made, and answers its requests. For development and tests: it listens on loopback alone.
//!
//! `playground-server DIRECTORY`, with a free port: the first line of its output is the address, the others are requests.

use std::{
    env, fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// The longest request: files that are dropped in, as JSON.
const MAX_BODY_BYTES: u64 = 256 << 20;

/// The longest head of a request.
const MAX_HEAD_BYTES: u64 = 64 << 10;

/// How long a client may take to send a request.
const TIMEOUT: Duration = Duration::from_secs(10);

struct Request {
    method: String,
    path: String,
    host: String,
    origin: String,
    body: String,
}

struct Response {
    status: &'static str,
    media_type: &'static str,
    body: Vec<u8>,
}

fn main() -> io::Result<()> {
    let directory =
        env::args_os().nth(1).map(PathBuf::from).ok_or_else(|| io::Error::other("name the directory of the page"))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?.to_string();
    println!("http://{address}");
    for stream in listener.incoming() {
        let (directory, address) = (directory.clone(), address.clone());
        // A client that breaks off ends its own thread.
        thread::spawn(move || serve(&stream?, &directory, &address));
    }
    Ok(())
}

fn serve(mut stream: &TcpStream, directory: &Path, address: &str) -> io::Result<()> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    let Response { status, media_type, body } = match read_request(stream) {
        Ok(request) => {
            println!("{} {}", request.method, request.path);
            answer(&request, directory, address)
        }
        Err(error) => refuse("400 Bad Request", &error.to_string()),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&body)
}

fn read_request(stream: &TcpStream) -> io::Result<Request> {
    let mut reader = BufReader::new(stream).take(MAX_HEAD_BYTES);
    let mut next_line = || {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.ends_with('\n') {
            Ok(line.trim_end().to_owned())
        } else {
            Err(io::Error::other("the head is not complete"))
        }
    };
    let first = next_line()?;
    let mut words = first.split(' ').map(ToOwned::to_owned);
    let mut request = Request {
        method: words.next().unwrap_or_default(),
        path: words.next().unwrap_or_default(),
        host: String::new(),
        origin: String::new(),
        body: String::new(),
    };
    let mut length = 0;
    loop {
        let line = next_line()?;
        let Some((name, value)) = line.split_once(':') else { break };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "host" => value.clone_into(&mut request.host),
            "origin" => value.clone_into(&mut request.origin),
            "content-length" => length = value.parse().map_err(io::Error::other)?,
            _ => {}
        }
    }
    if length > MAX_BODY_BYTES {
        return Err(io::Error::other("the request is too long"));
    }
    let mut body = reader.into_inner().take(length);
    body.read_to_string(&mut request.body)?;
    Ok(request)
}

/// A page of another origin gets no answer: its requests name its own origin, and those to a name that leads here another host.
fn answer(request: &Request, directory: &Path, address: &str) -> Response {
    if request.host != address {
        return refuse("403 Forbidden", "another host");
    }
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/api" | "/existing") if request.origin != format!("http://{address}") => {
            refuse("403 Forbidden", "another origin")
        }
        ("POST", "/api") => answer_json(di_gen_playground::answer_request(&request.body)),
        ("POST", "/existing") => answer_json(di_gen_playground_existing::answer_request(&request.body)),
        ("GET", "/") => read_file(directory, "index.html"),
        ("GET", path) => read_file(directory, path.trim_start_matches('/')),
        _ => refuse("405 Method Not Allowed", "GET a file, or POST to /api or /existing"),
    }
}

fn answer_json(body: String) -> Response {
    Response { status: "200 OK", media_type: "application/json", body: body.into_bytes() }
}

/// A file of the directory itself.
fn read_file(directory: &Path, name: &str) -> Response {
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || ['.', '_'].contains(&c));
    let media_type = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        _ => "text/plain; charset=utf-8",
    };
    let body = if is_name { fs::read(directory.join(name)).ok() } else { None };
    body.map_or_else(|| refuse("404 Not Found", "no such file"), |body| Response { status: "200 OK", media_type, body })
}

fn refuse(status: &'static str, reason: &str) -> Response {
    Response { status, media_type: "text/plain; charset=utf-8", body: format!("{reason}\n").into_bytes() }
}
