//! A server on loopback that has the files of a release.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

/// What the server answers for a path.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    /// How many bytes of the body are not sent.
    pub(super) missing: usize,
}

impl Answer {
    pub(super) fn ok(body: Vec<u8>) -> Self {
        Self { status: 200, body, missing: 0 }
    }
}

/// A server on loopback. Its thread ends with the test process.
pub(super) struct Server {
    pub(super) address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(super) fn start(answers: BTreeMap<String, Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
                let path =
                    lines.next().and_then(|line| line.split(' ').nth(1).map(ToOwned::to_owned)).unwrap_or_default();
                lines.take_while(|line| !line.is_empty()).for_each(drop);
                let absent = Answer { status: 404, body: b"::error::absent".to_vec(), missing: 0 };
                let answer = answers.get(&path).cloned().unwrap_or(absent);
                seen.lock().unwrap().push(path);
                let head = format!(
                    "HTTP/1.1 {} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    answer.status,
                    answer.body.len()
                );
                _ = stream.write_all(head.as_bytes());
                _ = stream.write_all(&answer.body[..answer.body.len() - answer.missing]);
            }
        });
        Self { address, requests }
    }

    pub(super) fn paths(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}
