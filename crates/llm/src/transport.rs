//! Bytes out and in: one pool of connections, checked addresses, and waits that end.

use std::{
    future::Future,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{
        Arc, LazyLock, RwLock,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderMap, Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{
        Client,
        connect::{Connected, Connection},
    },
    rt::{TokioExecutor, TokioIo, TokioTimer},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::{
    fault::{Class, Fault},
    frames::{Clip, Unpack},
    providers::Outgoing,
};

/// The machine's certificates, read once: some hundred files take milliseconds.
static ROOTS: LazyLock<Arc<rustls::RootCertStore>> = LazyLock::new(|| {
    let mut roots = rustls::RootCertStore::empty();
    // A machine without certificates can still ask servers without TLS.
    for certificate in rustls_native_certs::load_native_certs().certs {
        let _ = roots.add(certificate);
    }
    Arc::new(roots)
});

pub struct Transport {
    /// One pool for each thread that answers: a connection is driven by the thread that opened it.
    clients: Vec<Client<Connector, Full<Bytes>>>,
    /// Hosts that the operator named: private addresses are meant there.
    named: Arc<RwLock<Vec<String>>>,
    connect_ms: Arc<AtomicU64>,
}

pub struct Arrived {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Incoming,
}

impl Transport {
    pub fn new() -> Result<Self, Fault> {
        let tls =
            rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .map_err(|e| Fault::new(Class::Transport, format!("TLS cannot be set up: {e}")))?
                .with_root_certificates(ROOTS.clone())
                .with_no_client_auth();
        let named = Arc::new(RwLock::new(Vec::new()));
        let connect_ms = Arc::new(AtomicU64::new(3000));
        let connector = Connector {
            tls: TlsConnector::from(Arc::new(tls)),
            named: named.clone(),
            connect_ms: connect_ms.clone(),
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let client = || {
            Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(Duration::from_secs(60))
                .pool_max_idle_per_host(64)
                .retry_canceled_requests(false)
                .build(connector.clone())
        };
        let clients = (0..threads).map(|_| client()).collect();
        Ok(Self { clients, named, connect_ms })
    }

    pub fn set(&self, named: Vec<String>, connect: Duration) {
        *self.named.write().unwrap_or_else(|e| e.into_inner()) = named;
        self.connect_ms.store(connect.as_millis() as u64, Ordering::Relaxed);
    }

    fn client(&self) -> &Client<Connector, Full<Bytes>> {
        static THREADS: AtomicUsize = AtomicUsize::new(0);
        thread_local!(static NUMBER: usize = THREADS.fetch_add(1, Ordering::Relaxed));
        &self.clients[NUMBER.with(|number| *number) % self.clients.len()]
    }

    /// Sends, and waits for the status at most `wait`.
    pub async fn send(&self, out: &Outgoing, wait: Duration) -> Result<Arrived, Fault> {
        let uri: Uri =
            out.url.parse().map_err(|_| Fault::new(Class::BadRequest, "the provider's address is none"))?;
        let begun = Instant::now();
        // Each round uses up a connection of the pool; a new one that breaks is a failure.
        loop {
            let mut request = Request::new(Full::new(out.body.clone()));
            *request.method_mut() = out.method.clone();
            *request.uri_mut() = uri.clone();
            *request.headers_mut() = out.headers.clone();
            let asked = Instant::now();
            let left = wait.saturating_sub(begun.elapsed());
            let answer = match timeout(left, self.client().request(request)).await {
                Err(_) => {
                    return Err(Fault::new(Class::FirstToken, format!("no answer within {}", shown(wait))));
                }
                Ok(Err(error)) if was_stale(&error) && asked.elapsed() < STALE_WITHIN => continue,
                Ok(Err(error)) => return Err(unreachable_fault(&error)),
                Ok(Ok(answer)) => answer,
            };
            let (parts, body) = answer.into_parts();
            if let Some(used) = parts.extensions.get::<Used>() {
                used.0.store(true, Ordering::Relaxed);
            }
            return Ok(Arrived { status: parts.status.as_u16(), headers: parts.headers, body });
        }
    }
}

/// Whether a connection has brought an answer before.
#[derive(Debug, Clone, Default)]
struct Used(Arc<AtomicBool>);

/// A connection that waited in the pool and is gone says so at once; what breaks later was worked on.
const STALE_WITHIN: Duration = Duration::from_secs(1);

/// Servers close connections that nobody uses, also in the moment in which somebody does.
fn was_stale(error: &hyper_util::client::legacy::Error) -> bool {
    let mut extras = http::Extensions::new();
    if let Some(info) = error.connect_info() {
        info.get_extras(&mut extras);
    }
    !error.is_connect() && extras.get::<Used>().is_some_and(|used| used.0.load(Ordering::Relaxed))
}

pub fn shown(wait: Duration) -> String {
    format!("{} s", (wait.as_secs_f64() * 1000.0).round() / 1000.0)
}

fn unreachable_fault(error: &hyper_util::client::legacy::Error) -> Fault {
    // The causes say more than the error; none of them holds a header.
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    let what = if error.is_connect() {
        "no connection to the provider"
    } else {
        "the connection broke before an answer"
    };
    Fault::new(Class::Transport, format!("{what}: {text}"))
}

/// Reads a body up to a size.
pub async fn read_all(mut body: Incoming, most: usize, between: Duration) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    loop {
        match timeout(between, body.frame()).await {
            Err(_) => {
                return Err(Fault::new(
                    Class::Stream,
                    format!("the answer stood still for {}", shown(between)),
                ));
            }
            Ok(None) => return Ok(bytes),
            Ok(Some(Err(_))) => return Err(Fault::new(Class::Stream, "the answer was cut")),
            Ok(Some(Ok(frame))) => {
                if let Ok(data) = frame.into_data() {
                    if bytes.len() + data.len() > most {
                        return Err(Fault::new(
                            Class::Server,
                            format!("the answer is larger than {most} bytes"),
                        ));
                    }
                    bytes.extend_from_slice(&data);
                }
            }
        }
    }
}

/// Bytes of an error that are read, and that are kept of it.
const MOST_OF_AN_ERROR: usize = 16 << 20;
const MOST_KEPT: usize = 256 << 10;

/// Reads an error whose end may never come: what arrived in time, without the most of long texts.
pub async fn read_error(mut body: Incoming, mut unpack: Option<Unpack>, wait: Duration) -> Vec<u8> {
    let (mut clip, mut read) = (Clip::default(), 0);
    // In all, not from piece to piece: a body that drips must not hold the call.
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await {
            let Ok(data) = frame.into_data() else { continue };
            read += data.len();
            match unpack.as_mut().map(|unpack| unpack.take(&data)) {
                None => clip.take(&data),
                Some(Ok(data)) => clip.take(&data),
                Some(Err(_)) => break,
            }
            if clip.kept() >= MOST_KEPT || read >= MOST_OF_AN_ERROR {
                break;
            }
        }
    };
    let _ = timeout(wait, reading).await;
    clip.document()
}

#[derive(Clone)]
struct Connector {
    tls: TlsConnector,
    named: Arc<RwLock<Vec<String>>>,
    connect_ms: Arc<AtomicU64>,
}

/// Whether an address may be spoken to. Link-local ones serve clouds' secrets: only an operator who
/// wrote that very address means them.
fn is_allowed(address: IpAddr, host: &str, is_named: bool) -> bool {
    let address = match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        v4 => v4,
    };
    let (is_link_local, is_private) = match address {
        IpAddr::V4(v4) => (
            v4.is_link_local(),
            v4.is_private()
                || v4.is_loopback()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
                || (v4.octets()[0] == 100 && (64..128).contains(&v4.octets()[1])),
        ),
        IpAddr::V6(v6) => (
            v6.is_unicast_link_local(),
            v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local() || v6.is_multicast(),
        ),
    };
    if is_link_local {
        return is_named && host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    }
    is_named || !is_private
}

impl tower_service::Service<Uri> for Connector {
    type Response = Link;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Link, std::io::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), std::io::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let this = self.clone();
        Box::pin(async move {
            let host = uri.host().unwrap_or_default().to_owned();
            let is_tls = uri.scheme_str() == Some("https");
            let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
            let is_named = this.named.read().unwrap_or_else(|e| e.into_inner()).contains(&host);
            let wait = Duration::from_millis(this.connect_ms.load(Ordering::Relaxed));
            let late = |_| {
                std::io::Error::new(
                    std::io::ErrorKind::TimedOut,
                    format!("no connection within {}", shown(wait)),
                )
            };
            let tcp = timeout(wait, connect(&host, port, is_named)).await.map_err(late)??;
            tcp.set_nodelay(true)?;
            if !is_tls {
                return Ok(Link(TokioIo::new(Stream::Plain(tcp)), Used::default()));
            }
            let name = rustls::pki_types::ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
                .map_err(std::io::Error::other)?;
            let tls = timeout(wait, this.tls.connect(name, tcp)).await.map_err(late)??;
            Ok(Link(TokioIo::new(Stream::Tls(Box::new(tls))), Used::default()))
        })
    }
}

/// The address that was checked is the one that is spoken to: names may change in between.
async fn connect(host: &str, port: u16, is_named: bool) -> Result<TcpStream, std::io::Error> {
    let bare = host.trim_matches(['[', ']']);
    let addresses: Vec<SocketAddr> = match bare.parse::<IpAddr>() {
        Ok(address) => vec![SocketAddr::new(address, port)],
        Err(_) => tokio::net::lookup_host((bare, port)).await?.collect(),
    };
    let mut last = std::io::Error::new(std::io::ErrorKind::NotFound, format!("`{bare}` has no address"));
    for address in addresses {
        if !is_allowed(address.ip(), host, is_named) {
            let text = format!(
                "`{bare}` is at {}, an address inside a network; name it as `base_url` to allow it",
                address.ip()
            );
            last = std::io::Error::new(std::io::ErrorKind::PermissionDenied, text);
            continue;
        }
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// A connection in the form that hyper wants.
pub struct Link(TokioIo<Stream>, Used);

impl Connection for Link {
    fn connected(&self) -> Connected {
        Connected::new().extra(self.1.clone())
    }
}

impl hyper::rt::Read for Link {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: hyper::rt::ReadBufCursor<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_read(cx, buf)
    }
}

impl hyper::rt::Write for Link {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.get_mut().0).poll_write(cx, buf)
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_flush(cx)
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().0).poll_shutdown(cx)
    }
}

pub enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Stream::Tls(stream) => Pin::new(stream.as_mut()).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Stream::Tls(stream) => Pin::new(stream.as_mut()).poll_write(cx, buf),
        }
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(cx),
        }
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Tls(stream) => Pin::new(stream.as_mut()).poll_shutdown(cx),
        }
    }
}
