//! Just enough HTTP/1.1 to ask a server in the box: one GET per connection.
//!
//! The server is untrusted: every length is bounded and every wait has an end.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::plan::Fetched;

const MAX_HEAD: usize = 64 << 10;
const MAX_CHUNK_LINE: usize = 1 << 10;

/// Fetches `path`; fails when nothing answers in time.
pub fn get(port: u16, path: &str, deadline: Instant, body_bytes: u64) -> io::Result<Fetched> {
    let target: String = path.chars().filter(|c| c.is_ascii_graphic()).collect();
    if !target.starts_with('/') {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, left(deadline)?)?;
    stream.set_write_timeout(Some(left(deadline)?))?;
    write!(
        stream,
        "GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    )?;
    let limit = usize::try_from(body_bytes).unwrap_or(usize::MAX);
    read_answer(&mut Timed { stream, deadline }, limit)
}

fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}

/// Reads until the deadline, however slowly the other side drips.
struct Timed {
    stream: TcpStream,
    deadline: Instant,
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(left(self.deadline)?))?;
        self.stream.read(buffer)
    }
}

fn read_answer(from: &mut impl Read, limit: usize) -> io::Result<Fetched> {
    let mut bytes = Vec::new();
    let body_at = loop {
        if let Some(end) = find(&bytes, b"\r\n\r\n") {
            break end + 4;
        }
        if bytes.len() > MAX_HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if more(from, &mut bytes)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    let rest = bytes.split_off(body_at);
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .filter(|line| line.starts_with("HTTP/1."))
        .and_then(|line| line.split(' ').nth(1)?.parse().ok())
        .ok_or(io::ErrorKind::InvalidData)?;
    let header = |name: &str| {
        head.split("\r\n")
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
    };
    let body = if header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        chunked(from, rest, limit)?
    } else {
        let length = header("content-length").and_then(|value| value.parse().ok()).unwrap_or(limit);
        plain(from, rest, length.min(limit))?
    };
    Ok(Fetched {
        path: String::new(),
        status,
        content_type: header("content-type").unwrap_or_default(),
        body,
    })
}

fn more(from: &mut impl Read, bytes: &mut Vec<u8>) -> io::Result<usize> {
    let mut buffer = [0u8; 8 << 10];
    let count = from.read(&mut buffer)?;
    bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
    Ok(count)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn plain(from: &mut impl Read, mut bytes: Vec<u8>, length: usize) -> io::Result<Vec<u8>> {
    while bytes.len() < length && more(from, &mut bytes)? > 0 {}
    bytes.truncate(length);
    Ok(bytes)
}

fn chunked(from: &mut impl Read, mut bytes: Vec<u8>, limit: usize) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = find(&bytes, b"\r\n") {
                break end;
            }
            if bytes.len() > MAX_CHUNK_LINE || more(from, &mut bytes)? == 0 {
                return Err(io::ErrorKind::InvalidData.into());
            }
        };
        let line = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
        let size = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16)
            .map_err(|_| io::ErrorKind::InvalidData)?;
        bytes.drain(..end + 2);
        if size == 0 {
            return Ok(body);
        }
        let keep = limit.saturating_sub(body.len());
        if size > keep {
            body.extend(plain(from, bytes, keep)?);
            return Ok(body);
        }
        while bytes.len() < size + 2 {
            if more(from, &mut bytes)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        body.extend_from_slice(bytes.get(..size).unwrap_or_default());
        bytes.drain(..size + 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_by_its_length_or_its_chunks_and_never_past_the_limit() {
        let read = |text: &str, limit| read_answer(&mut text.as_bytes(), limit).map(|a| (a.status, a.body));
        let with_length = "HTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\nabcdef";
        assert_eq!(read(with_length, 100).unwrap(), (201, b"abc".to_vec()));
        let in_chunks =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(read(in_chunks, 100).unwrap(), (200, b"abcde".to_vec()));
        assert_eq!(read(in_chunks, 4).unwrap(), (200, b"abcd".to_vec()));
        assert_eq!(read("HTTP/1.0 404 No\r\n\r\nto the end", 100).unwrap(), (404, b"to the end".to_vec()));
        assert!(read("SSH-2.0-x\r\n\r\n", 100).is_err());
        assert!(
            read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx", 10).is_ok()
        );
        assert!(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx", 10).is_err());
    }
}
