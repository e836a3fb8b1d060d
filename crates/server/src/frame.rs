//! Listening: connections with waits that end, an id for each request, and an end without cutting.

use std::{
    future::Future,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderName, HeaderValue, Request},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{Instant, Sleep},
};

use crate::{
    Limits, Roles, ServerError,
    lanes::{Accepted, Lanes},
    routes,
};

pub struct Listening {
    pub address: SocketAddr,
    listener: TcpListener,
    lanes: Lanes,
    limits: Limits,
}

/// Opens the port; `serve` then answers. Errors: the address is taken or not ours, or no thread can be
/// started.
pub async fn listen(address: SocketAddr, roles: Roles, limits: Limits) -> Result<Listening, ServerError> {
    let failed = |source| ServerError::Listen { address: address.to_string(), source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let router = routes::all(roles, limits);
    let lanes = Lanes::start(move |stream, peer, watcher| {
        let http = http(limits);
        let io = TokioIo::new(Patient::new(stream, limits.write_wait));
        let connection = watcher.watch(http.serve_connection(io, tower_service_of(router.clone(), peer)));
        // A caller that breaks off is its own business.
        async move { drop(connection.await) }
    });
    Ok(Listening { address, listener, lanes: lanes.map_err(failed)?, limits })
}

impl Listening {
    /// Answers until `stop` is ready; then nothing new is taken and what was accepted may finish.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let graceful = GracefulShutdown::new();
        let seats = Arc::new(Semaphore::new(self.limits.connections));
        tokio::pin!(stop);
        loop {
            let taken = async {
                if let Some((stream, peer, seat)) = accept(&self.listener, &seats).await {
                    self.lanes.take(Accepted { stream, peer, seat, watcher: graceful.watcher() }).await;
                }
            };
            tokio::select! {
                () = &mut stop => break,
                () = taken => {}
            }
        }
        drop(self.listener);
        tokio::select! {
            () = graceful.shutdown() => {}
            () = tokio::time::sleep(self.limits.drain) => {
                tracing::warn!("some calls did not end within {} s and were cut", self.limits.drain.as_secs());
            }
        }
        self.lanes.end().await;
    }
}

type Seat = tokio::sync::OwnedSemaphorePermit;

async fn accept(
    listener: &TcpListener,
    seats: &Arc<Semaphore>,
) -> Option<(std::net::TcpStream, SocketAddr, Seat)> {
    let seat = seats.clone().acquire_owned().await.ok()?;
    let accepted = listener.accept().await.and_then(|(stream, peer)| {
        // Without it the first token waits for an acknowledgement: 44 ms.
        let _ = stream.set_nodelay(true);
        Ok((stream.into_std()?, peer))
    });
    match accepted {
        Ok((stream, peer)) => Some((stream, peer, seat)),
        Err(error) => {
            // Mostly "too many open files": it passes when some close.
            tracing::warn!("cannot accept a connection: {error}");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

fn http(limits: Limits) -> hyper::server::conn::http1::Builder {
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.header_wait).keep_alive(true);
    http
}

fn tower_service_of(router: Router, peer: SocketAddr) -> TowerToHyperService<WithPeer> {
    TowerToHyperService::new(WithPeer { router, peer })
}

/// Gives each request its caller's address and an id.
#[derive(Clone)]
struct WithPeer {
    router: Router,
    peer: SocketAddr,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl tower_service::Service<Request<hyper::body::Incoming>> for WithPeer {
    type Response = axum::response::Response;
    type Error = std::convert::Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<hyper::body::Incoming>) -> Self::Future {
        let mut request = request.map(Body::new);
        let given = request.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok());
        // A caller's id is taken where it is plain; it stands in logs.
        let is_plain = |id: &str| {
            (1..=64).contains(&id.len())
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        };
        let id = match given.filter(|id| is_plain(id)) {
            Some(id) => id.to_owned(),
            None => ulid::Ulid::generate().to_string().to_lowercase(),
        };
        let value = HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static("none"));
        request.headers_mut().insert(REQUEST_ID, value.clone());
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let answer = tower_service::Service::call(&mut self.router, request);
        Box::pin(async move {
            let mut response = answer.await?;
            response.headers_mut().insert(REQUEST_ID, value);
            response.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
            Ok(response)
        })
    }
}

/// A connection that gives up on a caller who takes nothing.
struct Patient {
    stream: TcpStream,
    wait: Duration,
    blocked: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    fn new(stream: TcpStream, wait: Duration) -> Self {
        Self { stream, wait, blocked: None }
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.stream).poll_write(cx, buf) {
            Poll::Ready(done) => {
                this.blocked = None;
                Poll::Ready(done)
            }
            Poll::Pending => {
                let wait = this.wait;
                let blocked = this
                    .blocked
                    .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + wait)));
                match blocked.as_mut().poll(cx) {
                    Poll::Ready(()) => Poll::Ready(Err(std::io::ErrorKind::TimedOut.into())),
                    Poll::Pending => Poll::Pending,
                }
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
