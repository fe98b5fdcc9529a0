//! The server of a page without WebAssembly answers that page alone.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start() -> Self {
        let directory = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("page");
        fs::create_dir_all(directory.join("inner")).expect("a directory");
        for (name, text) in [("page/index.html", "the page"), ("page/inner/main.js", "inner"), ("secret.txt", "secret")]
        {
            fs::write(directory.with_file_name(name), text).expect("a file");
        }
        let mut process = Command::new(env!("CARGO_BIN_EXE_playground-server"))
            .arg(directory)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().expect("its output")).read_line(&mut line).expect("its address");
        let address = line.trim().strip_prefix("http://").expect("an address").to_owned();
        Self { process, address }
    }

    /// The status and the body that answer a request with these headers; `HOST` stands for the own address.
    fn ask(&self, start: &str, headers: &[&str], body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let headers: String =
            headers.iter().map(|header| format!("{}\r\n", header.replace("HOST", &self.address))).collect();
        write!(stream, "{start} HTTP/1.1\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        (head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status"), body.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

#[test]
fn only_the_page_itself_gets_answers() {
    let server = Server::start();
    assert!(server.address.starts_with("127.0.0.1:"), "{}", server.address);
    let request = r#"{"question":"check","text":"name: invoices"}"#;
    let own = ["Host: HOST", "Origin: http://HOST"];
    let (status, answer) = server.ask("POST /api", &own, request);
    assert_eq!((status, answer), (200, di_gen_playground::answer_request(request)));
    let others: [&[&str]; 5] = [
        &["Host: HOST"],
        &["Host: HOST", "Origin: null"],
        &["Host: HOST", "Origin: http://attacker.example"],
        &["Host: attacker.example", "Origin: http://attacker.example"],
        &["Origin: http://HOST"],
    ];
    for headers in others {
        assert_eq!(server.ask("POST /api", headers, request).0, 403, "{headers:?}");
    }
    assert_eq!(server.ask("GET /", &["Host: attacker.example"], "").0, 403);
}

#[test]
fn only_files_of_its_directory_are_served() {
    let server = Server::start();
    assert_eq!(server.ask("GET /", &["Host: HOST"], ""), (200, "the page".to_owned()));
    assert_eq!(server.ask("GET /index.html", &["Host: HOST"], "").0, 200);
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/inner/main.js",
        "/inner",
        "/.",
        "/missing.js",
        "//etc/passwd",
        "/?",
        "",
    ] {
        assert_eq!(server.ask(&format!("GET {path}"), &["Host: HOST"], "").0, 404, "{path}");
    }
    assert_eq!(server.ask("DELETE /index.html", &["Host: HOST"], "").0, 405);
    assert_eq!(server.ask("nonsense", &[], "").0, 403);
}
