//! The sandbox of this machine.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use domain::ProjectPath;
use domain::roles::{Sandbox, SandboxFailure};
use domain::sandbox::{
    BoxFile, Job, Layer, LayerMount, LayerRequest, Outcome, Phase, RunEvent, SandboxReport,
};
use domain::{Explain, Explained};
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream, StreamExt};
use jail::Plan;
use tokio::sync::mpsc;

use crate::admission::{Admission, Admitted};
use crate::config::Config;
use crate::drive::{self, About, CancelSlot};
use crate::error::SandboxError;
use crate::interpreter::{Interpreter, Interpreters};
use crate::known::Known;
use crate::layers::{self, Installer, Maker, NoLayer};
use crate::program::{self, Check, Program, Ready};
use crate::runtime::{self, Runtime};
use crate::{boxes, report, service, template};

/// Events on their way to a slow listener; then the box waits too.
const EVENTS: usize = 64;
/// Below this much it takes longer to have another thread make the plan than to make it.
const QUICKLY_COPIED: usize = 1 << 20;

/// Boxes on this machine, by `jail`.
#[derive(Debug, Clone)]
pub struct Local(Arc<Shared>);

#[derive(Debug)]
pub struct Shared {
    pub config: Config,
    admission: Admission,
    interpreters: Interpreters,
    pub report: report::Cache,
}

impl Local {
    pub fn new(config: Config) -> Self {
        let admission = Admission::new(&config);
        let known = Known::new(config.data_dir.join("interpreters.json"), config.search_path.clone());
        let interpreters = Interpreters::new(known, config.home.clone());
        Self(Arc::new(Shared { config, admission, interpreters, report: report::Cache::default() }))
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.0
    }
}

impl Shared {
    /// The runtime's data and the interpreter to take. Blocks while the machine is asked.
    pub fn choose(&self, name: &str, wanted: Option<&str>) -> Result<(Runtime, Interpreter), SandboxError> {
        let runtime = runtime::load(name)?;
        let interpreter = self.interpreters.choose(&runtime, wanted)?;
        Ok((runtime, interpreter))
    }

    pub fn interpreters(&self, runtime: &Runtime) -> Vec<Interpreter> {
        self.interpreters.all(runtime)
    }

    pub fn pass_over(&self, interpreter: &Interpreter, why: Explained) -> bool {
        self.interpreters.pass_over(interpreter, why)
    }

    pub fn forget_interpreters(&self) {
        self.interpreters.forget();
    }

    pub fn known(&self) -> &Known {
        &self.interpreters.known
    }

    pub fn plan(&self, job: &Job) -> Result<(Plan, About), SandboxError> {
        let (runtime, interpreter) = self.choose(&job.runtime, job.version.as_deref())?;
        self.plan_with(job, &runtime, &interpreter)
    }

    /// The same where nothing has to be asked, read or copied that could take long: never waits.
    fn plan_at_once(&self, job: &Job) -> Option<Result<(Plan, About), SandboxError>> {
        let bytes: usize = job.files.values().map(|file| file.content.len()).sum();
        if !job.services.is_empty() || bytes + job.stdin.len() > QUICKLY_COPIED {
            return None;
        }
        let runtime = runtime::load(&job.runtime).ok()?;
        let interpreter = self.interpreters.choose_known(&runtime, job.version.as_deref())?;
        Some(self.plan_with(job, &runtime, &interpreter))
    }

    fn plan_with(
        &self,
        job: &Job,
        runtime: &Runtime,
        interpreter: &Interpreter,
    ) -> Result<(Plan, About), SandboxError> {
        let mut plan = boxes::with_runtime(runtime, interpreter);
        boxes::furnish(&mut plan, job)?;
        for name in &job.services {
            let kind = service::load(name)?;
            let template = template::of(&self.config, &kind)?;
            kind.furnish(&mut plan, template.as_deref())?;
        }
        Ok((plan, About { toolchain: interpreter.toolchain(), phase: Phase::Run }))
    }
}

/// Runs on the blocking pool; a panic there becomes an error here.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, tokio::task::JoinError> {
    tokio::task::spawn_blocking(work).await
}

fn broken(error: &tokio::task::JoinError) -> Explained {
    SandboxError::Stopped { what: error.to_string() }.explained()
}

/// Kills the box when its owner goes away.
struct Leash(CancelSlot);

impl Drop for Leash {
    fn drop(&mut self) {
        if let Some(reins) = self.0.get() {
            reins.cancel.cancel();
        }
    }
}

/// A stream's hold on its box: first nobody listens any more, then the box dies.
struct Listener {
    events: mpsc::Receiver<RunEvent>,
    _leash: Leash,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.events.close();
    }
}

async fn begin(shared: Arc<Shared>, job: Job, talk: Talk, slot: CancelSlot) -> Result<Listener, Outcome> {
    let nothing = About { toolchain: String::new(), phase: Phase::Run };
    let planned = match shared.plan_at_once(&job) {
        Some(planned) => Ok(planned),
        None => {
            let shared = Arc::clone(&shared);
            blocking(move || shared.plan(&job)).await
        }
    };
    let (mut plan, about) = match planned {
        Ok(Ok(planned)) => planned,
        Ok(Err(error)) => return Err(drive::failed(&nothing, error.explained())),
        Err(error) => return Err(drive::failed(&nothing, broken(&error))),
    };
    (plan.live, plan.terminal, plan.required) = (talk.live, talk.terminal, talk.required);
    if talk.truncate {
        plan.on_output = jail::OnOutput::Truncate;
    }
    let admitted = match shared.admission.admit(plan.limits.memory_bytes).await {
        Ok(admitted) => admitted,
        Err(error) => return Err(drive::failed(&about, error.explained())),
    };
    let (sender, events) = mpsc::channel(EVENTS);
    let leash = Leash(Arc::clone(&slot));
    // Owned by the listener: its leash ends the box, and with it this thread's work.
    tokio::task::spawn_blocking(move || attend(&shared, &plan, &about, &slot, &sender, admitted));
    Ok(Listener { events, _leash: leash })
}

fn attend(
    shared: &Shared,
    plan: &Plan,
    about: &About,
    slot: &CancelSlot,
    sender: &mpsc::Sender<RunEvent>,
    admitted: Admitted,
) {
    if sender.is_closed() {
        return;
    }
    let mut sink = |event| sender.blocking_send(event).is_ok();
    let mut outcome = drive::drive(&shared.config.keeper, plan, about, slot, &mut sink);
    // A second wall is no limit, nor is what a box has or goes without: they belong into the report.
    outcome.enforced.retain(|name| !["landlock", "proc", "watches"].contains(&name.as_str()));
    drop(admitted);
    sink(RunEvent::Finished(Box::new(outcome)));
}

/// What a stream is doing.
enum State {
    New(Arc<Shared>, Box<Job>, Talk, CancelSlot),
    Listening(Listener),
    Over,
}

async fn next(state: State) -> Option<(RunEvent, State)> {
    let mut listener = match state {
        State::New(shared, job, talk, slot) => match begin(shared, *job, talk, slot).await {
            Ok(listener) => listener,
            Err(outcome) => return Some((RunEvent::Finished(Box::new(outcome)), State::Over)),
        },
        State::Listening(listener) => listener,
        State::Over => return None,
    };
    let event = listener.events.recv().await;
    let lost = || {
        let about = About { toolchain: String::new(), phase: Phase::Run };
        let lost = jail::JailError::Lost("no ending came".to_owned());
        RunEvent::Finished(Box::new(drive::failed(&about, lost.explained())))
    };
    match event.unwrap_or_else(lost) {
        last @ RunEvent::Finished(_) => Some((last, State::Over)),
        other => Some((other, State::Listening(listener))),
    }
}

async fn layer(shared: Arc<Shared>, request: LayerRequest) -> Result<(Layer, Vec<u8>), SandboxFailure> {
    let lacks = |error: SandboxError| SandboxFailure::Lacks(error.explained());
    let stopped = |error: tokio::task::JoinError| SandboxFailure::Lacks(broken(&error));
    let found = {
        let (shared, request) = (Arc::clone(&shared), request.clone());
        blocking(move || {
            let (runtime, interpreter) = shared.choose(&request.runtime, request.version.as_deref())?;
            let found = layers::find(
                &shared.config,
                &layers::key(&shared.config, &request, &Maker::from(&interpreter)),
            );
            Ok::<_, SandboxError>((runtime, interpreter, found))
        })
        .await
        .map_err(stopped)?
        .map_err(lacks)?
    };
    let (runtime, interpreter, found) = found;
    if let Some(found) = found {
        return Ok(found);
    }
    let admitted = shared.admission.admit(request.limits.memory_bytes).await.map_err(lacks)?;
    let slot: CancelSlot = Arc::new(OnceLock::new());
    let _leash = Leash(Arc::clone(&slot));
    let command = request.install_command.clone();
    let made = blocking(move || {
        let base = layers::with_index(&shared.config, &runtime, &interpreter);
        let maker = Maker::from(&interpreter);
        let phase = Phase::Resolve;
        let installer = Installer { config: &shared.config, base, maker, phase, cancel: &slot };
        let made = installer.install(&request);
        drop(admitted);
        made
    })
    .await
    .map_err(stopped)?;
    made.map_err(|error| match error {
        NoLayer::Error(error) => lacks(error),
        NoLayer::Failed(outcome) => explain_failure(command, *outcome),
    })
}

/// A command that failed is evidence; a box that could not be had is a lack.
fn explain_failure(command: String, outcome: Outcome) -> SandboxFailure {
    if let Some(error) = outcome.error {
        return SandboxFailure::Lacks(error);
    }
    let what = match (outcome.exit_code, outcome.verdict) {
        (Some(code), domain::sandbox::Verdict::RuntimeError) => {
            format!("it ended with code {code}{}", last_line(&outcome.stdout))
        }
        (_, verdict) => {
            format!("it was stopped after {} s: {}", outcome.usage.wall_ms / 1000, verdict.word())
        }
    };
    let error = SandboxError::Installation { command, what }.explained();
    SandboxFailure::Failed { error, log: outcome.stdout, exit_code: outcome.exit_code }
}

/// Programs say at the end why they gave up.
fn last_line(output: &[u8]) -> String {
    let tail = &output[output.len().saturating_sub(4096)..];
    let tail = String::from_utf8_lossy(tail);
    let line = tail.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    // Shown in terminals: what would move the cursor is left out.
    let line: String = line.chars().filter(|c| !c.is_control()).take(300).collect();
    if line.is_empty() { line } else { format!(": {line}") }
}

/// How a run is spoken to and what it must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Talk {
    /// Input comes through the [`Speaker`] until it says that it ends.
    pub live: bool,
    pub terminal: Option<jail::Size>,
    /// Output past the limit is thrown away in place of ending the run.
    pub truncate: bool,
    /// Limits that were asked for: names of `enforced`, refused where they cannot be held.
    pub required: Vec<String>,
}

/// Speaks to a run from any thread.
#[derive(Debug, Clone)]
pub struct Speaker(CancelSlot);

impl Speaker {
    /// Waits until the box exists. Where there never is one, it waits for as long as its owner lives.
    pub fn wait(&self) -> jail::Input {
        self.0.wait().input.clone()
    }

    pub fn now(&self) -> Option<jail::Input> {
        self.0.get().map(|reins| reins.input.clone())
    }
}

impl Local {
    /// Like [`Sandbox::run`], and one can answer.
    pub fn converse(&self, job: Job, talk: Talk) -> (BoxStream<'static, RunEvent>, Speaker) {
        let slot: CancelSlot = Arc::new(OnceLock::new());
        let state = State::New(Arc::clone(&self.0), Box::new(job), talk, Arc::clone(&slot));
        (stream::unfold(state, next).boxed(), Speaker(slot))
    }

    /// Makes a program ready: what must be compiled is, once per content.
    ///
    /// Errors: the runtime is missing, or the program does not compile (with the compiler's words).
    pub async fn prepare(&self, program: Program) -> Result<Ready, SandboxFailure> {
        let shared = Arc::clone(&self.0);
        let language = program.language.clone();
        let compiles = |runtime: &Runtime| runtime.compile.is_some() || runtime.typed;
        let admitted = self.admit_compiler(&language, compiles).await?;
        let made = blocking(move || {
            let (runtime, interpreter) = shared.choose(&program.language, program.version.as_deref())?;
            let ready = program::prepare(&shared.config, &runtime, &interpreter, &program);
            drop(admitted);
            ready
        })
        .await
        .map_err(|error| SandboxFailure::Lacks(broken(&error)))?;
        made.map_err(|error| match error {
            NoLayer::Error(error) => SandboxFailure::Lacks(error.explained()),
            NoLayer::Failed(outcome) => explain_failure(format!("compiling {language}"), *outcome),
        })
    }
}

impl Local {
    /// Why what a runtime's name starts is not what runs, where that does not work in a box. Blocks while the
    /// machine is asked.
    pub fn passed_over(&self, language: &str) -> Option<Explained> {
        let runtime = runtime::load(language).ok()?;
        let usual = self.0.interpreters(&runtime).into_iter().next()?;
        self.0.interpreters.why_unfit(&usual)
    }

    /// A compiler takes a slot and memory as any other program does.
    async fn admit_compiler(
        &self,
        language: &str,
        compiles: impl Fn(&Runtime) -> bool,
    ) -> Result<Option<Admitted>, SandboxFailure> {
        let lacks = |error: SandboxError| SandboxFailure::Lacks(error.explained());
        if !compiles(&runtime::load(language).map_err(lacks)?) {
            return Ok(None);
        }
        let bytes = program::memory_to_compile(&self.0.config);
        self.0.admission.admit(bytes).await.map(Some).map_err(lacks)
    }

    /// Checks the types of sources, where the language has a checker.
    ///
    /// Errors: none is built for it, or the types are wrong (with the checker's words).
    pub async fn check_types(&self, check: Check) -> Result<(), SandboxFailure> {
        let shared = Arc::clone(&self.0);
        let language = check.language.clone();
        let admitted = self.admit_compiler(&language, |_| true).await?;
        let checked = blocking(move || {
            let (runtime, interpreter) = shared.choose(&check.language, check.version.as_deref())?;
            let checked = program::check_types(&shared.config, &runtime, &interpreter, check);
            drop(admitted);
            checked
        })
        .await
        .map_err(|error| SandboxFailure::Lacks(broken(&error)))?;
        checked.map_err(|error| match error {
            NoLayer::Error(error) => SandboxFailure::Lacks(error.explained()),
            NoLayer::Failed(outcome) => {
                explain_failure(format!("checking the types of {language}"), *outcome)
            }
        })
    }

    /// What stands beside sources so that a runner takes them which knows no types; nothing where there are none.
    ///
    /// Errors: they do not parse (with the place), or no box can be had.
    pub async fn without_types(
        &self,
        language: &str,
        files: BTreeMap<ProjectPath, BoxFile>,
    ) -> Result<BTreeMap<ProjectPath, BoxFile>, SandboxFailure> {
        let shared = Arc::clone(&self.0);
        let admitted = self.admit_compiler(language, |_| true).await?;
        let made = blocking(move || {
            let made = program::without_types(&shared.config, &files);
            drop(admitted);
            made
        })
        .await
        .map_err(|error| SandboxFailure::Lacks(broken(&error)))?;
        made.map_err(|error| match error {
            NoLayer::Error(error) => SandboxFailure::Lacks(error.explained()),
            NoLayer::Failed(outcome) => explain_failure(format!("compiling {language}"), *outcome),
        })
    }

    /// What the tests of a language need beside the project: made once per toolchain.
    ///
    /// Errors: the runtime is missing, or what it needs cannot be made.
    pub async fn prepare_tests(
        &self,
        language: &str,
        version: Option<&str>,
    ) -> Result<Vec<LayerMount>, SandboxFailure> {
        let shared = Arc::clone(&self.0);
        let (language, version) = (language.to_owned(), version.map(str::to_owned));
        let name = language.clone();
        let admitted = self.admit_compiler(&name, |runtime| runtime.prepare.is_some()).await?;
        let made = blocking(move || {
            let (runtime, interpreter) = shared.choose(&language, version.as_deref())?;
            let layers = program::prepare_tests(&shared.config, &runtime, &interpreter);
            drop(admitted);
            layers
        })
        .await
        .map_err(|error| SandboxFailure::Lacks(broken(&error)))?;
        made.map_err(|error| match error {
            NoLayer::Error(error) => SandboxFailure::Lacks(error.explained()),
            NoLayer::Failed(outcome) => explain_failure(format!("preparing {name}"), *outcome),
        })
    }
}

impl Sandbox for Local {
    fn run(&self, job: Job) -> BoxStream<'static, RunEvent> {
        self.converse(job, Talk::default()).0
    }

    fn layer(&self, request: LayerRequest) -> BoxFuture<'static, Result<(Layer, Vec<u8>), SandboxFailure>> {
        Box::pin(layer(Arc::clone(&self.0), request))
    }

    fn report(&self) -> BoxFuture<'static, SandboxReport> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            match blocking(move || report::report(&shared)).await {
                Ok(report) => report,
                Err(error) => report::none(&broken(&error)),
            }
        })
    }

    fn ready(
        &self,
        runtime: &str,
        version: Option<&str>,
        services: &[String],
    ) -> BoxFuture<'static, Result<(), Explained>> {
        let shared = Arc::clone(&self.0);
        let (runtime, version) = (runtime.to_owned(), version.map(str::to_owned));
        let services = services.to_vec();
        Box::pin(async move {
            let asked =
                blocking(move || report::ready(&shared, &runtime, version.as_deref(), &services)).await;
            asked.unwrap_or_else(|error| Err(broken(&error)))
        })
    }
}
