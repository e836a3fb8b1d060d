//! `serve --role llm` as a process, and calls to it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::Child,
    time::Duration,
};

use serde_json::{Value, json};

use crate::support::Home;

pub struct Server {
    pub child: Child,
    pub address: String,
}

impl Server {
    /// `file` is its configuration.
    pub fn start(home: &Home, file: &str) -> Self {
        let arguments = ["serve", "--role", "llm", "--listen", "127.0.0.1:0", "--config", file];
        let mut child = home.command(&arguments).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines
            .find_map(|line| line.unwrap().split_once("http://").map(|(_, address)| address.to_owned()))
            .expect("the server says where it listens");
        // Its later words are read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    pub fn call(&self, method: &str, path: &str, body: &str) -> std::io::Result<(u16, String)> {
        self.call_as("ql-test", method, path, body)
    }

    /// The same with another key.
    pub fn call_as(&self, key: &str, method: &str, path: &str, body: &str) -> std::io::Result<(u16, String)> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
        Ok((status, body))
    }

    pub fn ask(&self, text: &str, max_tokens: u64) -> u16 {
        let body = json!({ "model": "r", "max_tokens": max_tokens,
            "messages": [{ "role": "user", "content": text }] });
        self.call("POST", "/v1/chat/completions", &body.to_string()).map_or(0, |(status, _)| status)
    }

    pub fn usage(&self) -> Value {
        let (status, body) = self.call("GET", "/usage?by=target", "").unwrap();
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn end(mut self) {
        let pid = nix::unistd::Pid::from_raw(self.child.id().try_into().unwrap());
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
