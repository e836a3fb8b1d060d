//! A provider that fails as it is told: a real TCP server that writes bytes, waits, cuts and resets.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// What was asked of it.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// How many requests came before this one.
    pub number: usize,
}

/// One thing that the server does.
#[derive(Debug, Clone)]
pub enum Act {
    Write(Vec<u8>),
    /// Says nothing for so long: what follows arrives apart from what went before.
    Wait(Duration),
    /// Breaks the connection off as a dead machine's kernel does, without a farewell.
    Reset,
    /// Says nothing until the other side goes, or the server ends.
    Hang,
}

pub struct Upstream {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
    stop: Arc<AtomicBool>,
    /// Connections that the other side closed while the server hung.
    pub given_up: Arc<Mutex<usize>>,
}

impl Upstream {
    /// Each request is answered by what `script` returns for it; then the connection is closed.
    pub fn start(script: impl Fn(&Heard) -> Vec<Act> + Send + Sync + 'static) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let heard = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let given_up = Arc::new(Mutex::new(0));
        let script = Arc::new(script);
        let (log, ending, gone) = (heard.clone(), stop.clone(), given_up.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ending.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (script, log, ending, gone) = (script.clone(), log.clone(), ending.clone(), gone.clone());
                std::thread::spawn(move || {
                    let _ = answer(stream, script.as_ref(), &log, &ending, &gone);
                });
            }
        });
        Ok(Self { address, heard, stop, given_up })
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap_or_else(|e| e.into_inner()).clone()
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

fn answer(
    mut stream: TcpStream,
    script: &(impl Fn(&Heard) -> Vec<Act> + ?Sized),
    log: &Mutex<Vec<Heard>>,
    ending: &AtomicBool,
    gone: &Mutex<usize>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut heard = Heard { path: first.split(' ').nth(1).unwrap_or("").to_owned(), ..Heard::default() };
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            heard.headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
    }
    let length = heard.headers.iter().find(|(name, _)| name == "content-length");
    heard.body = vec![0; length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)];
    reader.read_exact(&mut heard.body)?;
    {
        let mut log = log.lock().unwrap_or_else(|e| e.into_inner());
        heard.number = log.len();
        log.push(heard.clone());
    }
    for act in script(&heard) {
        match act {
            Act::Write(bytes) => {
                stream.write_all(&bytes)?;
                stream.flush()?;
            }
            Act::Wait(time) => std::thread::sleep(time),
            Act::Reset => {
                // With nobody waiting for what is unsent, closing is a reset.
                let at_once = nix::libc::linger { l_onoff: 1, l_linger: 0 };
                nix::sys::socket::setsockopt(&stream, nix::sys::socket::sockopt::Linger, &at_once)?;
                return Ok(());
            }
            Act::Hang => {
                stream.set_read_timeout(Some(Duration::from_millis(20)))?;
                while !ending.load(Ordering::SeqCst) {
                    match stream.read(&mut [0; 64]) {
                        Ok(0) => {
                            *gone.lock().unwrap_or_else(|e| e.into_inner()) += 1;
                            return Ok(());
                        }
                        Ok(_) => {}
                        Err(e)
                            if matches!(
                                e.kind(),
                                std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                            ) => {}
                        Err(e) => return Err(e),
                    }
                }
            }
        }
    }
    Ok(())
}

/// The head of an answer without a length: the connection's end ends it.
pub fn head(status: u16, content_type: &str, more: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\nconnection: close\r\n{more}\r\n")
        .into_bytes()
}

/// A whole answer.
pub fn whole(status: u16, content_type: &str, more: &str, body: &str) -> Vec<Act> {
    let more = format!("content-length: {}\r\n{more}", body.len());
    let mut bytes = head(status, content_type, &more);
    bytes.extend_from_slice(body.as_bytes());
    vec![Act::Write(bytes)]
}
