//! A Redis, as far as answers of models are kept there: `AUTH`, `SELECT`, `GET` and `SET … PX`.
//!
//! One connection that is opened when it is needed. What cannot be had within a moment is done without:
//! an answer that is not found is asked for again.

use std::time::Duration;

use domain::{
    Explain, Explained,
    kept::{KeptAnswer, KeptAnswers},
};
use futures::future::{BoxFuture, FutureExt};
use store::StoreError;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream},
    net::TcpStream,
    sync::Mutex,
    time::timeout,
};

/// A cache that takes longer costs more than it saves.
const WAIT: Duration = Duration::from_millis(250);
/// Larger values are none of ours.
const MOST_BYTES: usize = 64 << 20;
/// Answers without a word that `until_s` stands before them are none of ours either.
const MARK: &[u8] = b"ql1:";

pub struct Redis {
    host: String,
    port: u16,
    user: Option<String>,
    password: Option<String>,
    database: u32,
    connection: Mutex<Option<BufStream<TcpStream>>>,
}

impl Redis {
    /// `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`. Nothing is asked yet. Errors: it is no such URL.
    pub fn new(url: &str) -> Result<Self, StoreError> {
        let wrong = |cause: &str| StoreError::Unusable { place: "redis:…".into(), cause: cause.to_owned() };
        let rest = url
            .strip_prefix("redis://")
            .ok_or_else(|| wrong("it does not begin with redis:// (TLS is not spoken here)"))?;
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, place) = match authority.rsplit_once('@') {
            Some((login, place)) => (Some(login), place),
            None => (None, authority),
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && !port.ends_with(']') => {
                (host, port.parse().map_err(|_| wrong("its port is no number"))?)
            }
            _ => (place, 6379),
        };
        let host = host.trim_matches(['[', ']']);
        if host.is_empty() {
            return Err(wrong("it names no host"));
        }
        let (user, password) = match login.map(|login| login.split_once(':').unwrap_or((login, ""))) {
            Some((user, password)) => (Some(user), Some(password)),
            None => (None, None),
        };
        let some = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(decoded);
        Ok(Self {
            host: host.to_owned(),
            port,
            user: some(user),
            password: some(password),
            database: match database {
                "" => 0,
                number => number.parse().map_err(|_| wrong("its database is no number"))?,
            },
            connection: Mutex::new(None),
        })
    }

    async fn connect(&self) -> Result<BufStream<TcpStream>, String> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(|e| e.to_string())?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        let mut stream = BufStream::new(stream);
        if let Some(password) = &self.password {
            let mut words: Vec<&[u8]> = vec![b"AUTH"];
            words.extend(self.user.as_ref().map(|user| user.as_bytes()));
            words.push(password.as_bytes());
            ask(&mut stream, &words).await?;
        }
        if self.database > 0 {
            ask(&mut stream, &[b"SELECT", self.database.to_string().as_bytes()]).await?;
        }
        Ok(stream)
    }

    /// Asks on the open connection, or on a new one where it was closed in the meantime.
    async fn command(&self, words: &[&[u8]]) -> Result<Option<Vec<u8>>, Explained> {
        let mut held = self.connection.lock().await;
        let asked = async {
            if let Some(mut stream) = held.take()
                && let Ok(answer) = ask(&mut stream, words).await
            {
                return Ok((stream, answer));
            }
            let mut stream = self.connect().await?;
            ask(&mut stream, words).await.map(|answer| (stream, answer))
        };
        // A connection that is given up in the middle of an answer is not used again.
        match timeout(WAIT, asked).await {
            Ok(Ok((stream, answer))) => {
                *held = Some(stream);
                Ok(answer)
            }
            Ok(Err(cause)) => Err(self.failed(cause)),
            Err(_) => Err(self.failed(format!("no answer within {} ms", WAIT.as_millis()))),
        }
    }

    fn failed(&self, cause: String) -> Explained {
        StoreError::Failed { cause: format!("redis at {}:{}: {cause}", self.host, self.port) }.explained()
    }
}

/// Sends one command and reads its answer; none where there is nothing. Errors: the server's words, or a
/// connection that broke.
async fn ask(stream: &mut BufStream<TcpStream>, words: &[&[u8]]) -> Result<Option<Vec<u8>>, String> {
    let mut out = format!("*{}\r\n", words.len()).into_bytes();
    for word in words {
        out.extend_from_slice(format!("${}\r\n", word.len()).as_bytes());
        out.extend_from_slice(word);
        out.extend_from_slice(b"\r\n");
    }
    stream.write_all(&out).await.map_err(|e| e.to_string())?;
    stream.flush().await.map_err(|e| e.to_string())?;
    let mut line = String::new();
    let read = (&mut *stream).take(4096).read_line(&mut line).await.map_err(|e| e.to_string())?;
    if read == 0 || !line.ends_with("\r\n") {
        return Err("the connection was closed".to_owned());
    }
    let (kind, rest) = line.trim_end().split_at_checked(1).ok_or("an answer without a kind")?;
    match kind {
        "+" | ":" => Ok(None),
        "$" if rest == "-1" => Ok(None),
        "$" => {
            let size = rest.parse::<usize>().ok().filter(|size| *size <= MOST_BYTES).ok_or("a wrong size")?;
            let mut value = vec![0; size + 2];
            stream.read_exact(&mut value).await.map_err(|e| e.to_string())?;
            value.truncate(size);
            Ok(Some(value))
        }
        "_" => Ok(None),
        "-" => Err(rest.to_owned()),
        _ => Err("an answer of an unknown kind".to_owned()),
    }
}

fn key(name: [u8; 32]) -> Vec<u8> {
    let hex: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("ql:answer:{hex}").into_bytes()
}

fn decoded(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let pair: Option<u8> =
            (byte == b'%').then(|| bytes.clone().take(2).collect::<Vec<_>>()).and_then(|pair| {
                u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok().filter(|_| pair.len() == 2)
            });
        if pair.is_some() {
            bytes.nth(1);
        }
        out.push(pair.unwrap_or(byte));
    }
    String::from_utf8_lossy(&out).into_owned()
}

impl KeptAnswers for Redis {
    fn find(&self, name: [u8; 32], now_s: u64) -> BoxFuture<'_, Result<Option<KeptAnswer>, Explained>> {
        async move {
            let Some(value) = self.command(&[b"GET", &key(name)]).await? else { return Ok(None) };
            let Some(rest) = value.strip_prefix(MARK) else { return Ok(None) };
            let Some((first, answer)) = rest.split_at_checked(8) else { return Ok(None) };
            let until_s = first.try_into().map_or(0, u64::from_be_bytes);
            Ok((until_s > now_s).then(|| KeptAnswer { name, answer: answer.to_vec(), until_s }))
        }
        .boxed()
    }

    /// How much it keeps in all is its own affair: `maxmemory` there.
    fn keep(
        &self,
        answers: Vec<KeptAnswer>,
        now_s: u64,
        most_bytes: u64,
    ) -> BoxFuture<'_, Result<(), Explained>> {
        async move {
            for kept in answers {
                let left_s = kept.until_s.saturating_sub(now_s);
                if left_s == 0 || kept.answer.len() as u64 > most_bytes {
                    continue;
                }
                let value = [MARK, &kept.until_s.to_be_bytes(), &kept.answer].concat();
                let left_ms = left_s.saturating_mul(1000).to_string();
                self.command(&[b"SET", &key(kept.name), &value, b"PX", left_ms.as_bytes()]).await?;
            }
            Ok(())
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_read_as_others_write_it() {
        let read = |url: &str| {
            let redis = Redis::new(url).unwrap_or_else(|e| panic!("{url}: {e}"));
            (redis.host, redis.port, redis.user, redis.password, redis.database)
        };
        let word = |text: &str| Some(text.to_owned());
        assert_eq!(read("redis://cache"), ("cache".into(), 6379, None, None, 0));
        assert_eq!(read("redis://:p%40ss@cache:7/2"), ("cache".into(), 7, None, word("p@ss"), 2));
        assert_eq!(read("redis://u:p@[::1]:7"), ("::1".into(), 7, word("u"), word("p"), 0));
        assert_eq!(read("redis://[::1]/1"), ("::1".into(), 6379, None, None, 1));
        for url in ["rediss://cache", "redis://", "redis://cache:x", "redis://cache/x"] {
            let refused = Redis::new(url).err().unwrap_or_else(|| panic!("{url} is taken"));
            assert!(!refused.to_string().contains("cache"), "{refused}");
        }
    }
}
