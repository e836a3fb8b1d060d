//! A sandbox that answers what the test wrote down, for tests of what comes after an answer.

use domain::{
    Explained,
    roles::{Sandbox, SandboxFailure},
    sandbox::{Job, Layer, LayerRequest, Outcome, RunEvent, SandboxReport},
};
use futures::{FutureExt, StreamExt, future::BoxFuture, stream::BoxStream};

type Answer = dyn Fn(&Job) -> Outcome + Send + Sync;

pub struct ScriptedSandbox {
    pub answer: Box<Answer>,
    pub layer: Result<Layer, SandboxFailure>,
    pub ready: Result<(), Explained>,
}

impl Sandbox for ScriptedSandbox {
    fn run(&self, job: Job) -> BoxStream<'static, RunEvent> {
        let outcome = (self.answer)(&job);
        futures::stream::iter([RunEvent::Finished(Box::new(outcome))]).boxed()
    }

    fn layer(&self, _request: LayerRequest) -> BoxFuture<'static, Result<(Layer, Vec<u8>), SandboxFailure>> {
        let layer = self.layer.clone().map(|layer| (layer, Vec::new()));
        async move { layer }.boxed()
    }

    fn report(&self) -> BoxFuture<'static, SandboxReport> {
        async { SandboxReport { tier: None, mechanisms: vec![], runtimes: vec![], services: vec![] } }.boxed()
    }

    fn ready(&self, _: &str, _: Option<&str>, _: &[String]) -> BoxFuture<'static, Result<(), Explained>> {
        let ready = self.ready.clone();
        async move { ready }.boxed()
    }
}
