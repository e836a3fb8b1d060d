//! The roles: what `pipeline` and the commands ask for, and who answers.

use futures::{future::BoxFuture, stream::BoxStream};

use crate::{
    Explained, Sha256, Spec,
    capsule::{CapsuleContent, Packed, Verification},
    evidence::Evidence,
    finding::{ComplexityReport, SecurityReport, SyntaxReport},
    intent::Intent,
    llm::{Question, Reply, WireCall, WireReply},
    project::{BlueprintInfo, BuildPlan, Mutant, Part, PlannedFile, ProofTable, TestCase, Tree},
    requirement::Requirement,
    sandbox::{Job, Layer, LayerRequest, RunEvent, SandboxReport},
    score::{Gate, Score},
};

/// Reads a text into a spec. Pure and deterministic. Local: `spec::RulesReader`.
pub trait Reader: Send + Sync {
    /// Never fails on content: what is not understood is a question. Errors: input beyond the bounds.
    fn read(&self, intent: &Intent) -> Result<Spec, Explained>;
}

/// Turns specs into projects. Pure and deterministic. Local: `blueprint::Library`.
pub trait Blueprints: Send + Sync {
    fn list(&self) -> Vec<BlueprintInfo>;
    /// The blueprint that covers the spec as it stands; else what exists instead (exit 6).
    fn choose(&self, spec: &Spec) -> Result<BlueprintInfo, Explained>;
    /// Whether the spec itself is at fault where [`Blueprints::choose`] refuses it: it contradicts itself.
    fn is_faulty(&self, spec: &Spec) -> bool;
    fn plan(&self, spec: &Spec) -> Result<BuildPlan, Explained>;
    /// All files that will exist, sorted by path.
    fn structure(&self, spec: &Spec) -> Result<Vec<PlannedFile>, Explained>;
    /// The files of one part.
    fn render(&self, spec: &Spec, part: Part) -> Result<Tree, Explained>;
    /// From the spec alone; every id appears in the files of [`Part::Tests`] and the other way round.
    fn test_plan(&self, spec: &Spec) -> Result<Vec<TestCase>, Explained>;
    fn mutants(&self, spec: &Spec) -> Result<Vec<Mutant>, Explained>;
    /// [`Part::Code`] with one constraint taken out at one layer.
    fn render_mutant(&self, spec: &Spec, mutant: &str) -> Result<Tree, Explained>;
    /// What the blueprint's own mutation runs have shown.
    fn proof(&self, blueprint: &str) -> ProofTable;
}

/// Reads code without running it. Pure. Local: `parse::TreeSitter`.
pub trait Parser: Send + Sync {
    fn syntax(&self, tree: &Tree) -> SyntaxReport;
    fn security(&self, tree: &Tree) -> SecurityReport;
    fn complexity(&self, tree: &Tree) -> ComplexityReport;
    /// Whether the module comes with the language itself, so that no dependency has to cover it.
    fn is_standard(&self, language: &str, module: &str) -> bool;
}

/// Runs untrusted code. Local: `sandbox::Local`. Tests: `testkit::ScriptedSandbox`.
pub trait Sandbox: Send + Sync {
    /// Dropping the stream kills the box. The last event is [`RunEvent::Finished`].
    fn run(&self, job: Job) -> BoxStream<'static, RunEvent>;
    /// Errors: the runtime is missing, isolation cannot be had, the installation failed (with its log).
    fn layer(&self, request: LayerRequest) -> BoxFuture<'static, Result<(Layer, Vec<u8>), SandboxFailure>>;
    fn report(&self) -> BoxFuture<'static, SandboxReport>;
    /// Whether this machine can run the runtime and the services; the error says what is missing (exit 5).
    fn ready(
        &self,
        runtime: &str,
        version: Option<&str>,
        services: &[String],
    ) -> BoxFuture<'static, Result<(), Explained>>;
}

/// Why a layer could not be had.
#[derive(Debug, Clone, PartialEq)]
pub enum SandboxFailure {
    /// This machine lacks something: exit 5.
    Lacks(Explained),
    /// The command ran and failed; its output is the evidence.
    Failed { error: Explained, log: Vec<u8>, exit_code: Option<i32> },
}

/// Asks models. Local: `llm::Router`.
pub trait Llm: Send + Sync {
    /// One question, answered whole or not at all.
    fn ask(&self, question: Question) -> BoxFuture<'_, Result<Reply, Explained>>;
    /// A call in one of the wire formats; errors come back in the same format.
    fn serve(&self, call: WireCall) -> BoxFuture<'_, WireReply>;
    /// The error for a call that its server refuses unread, in the format of the path that was called.
    fn refuse(&self, call: &WireCall, status: u16, detail: &str) -> WireReply;
    /// Whether a question could be answered now; the error says what is missing.
    fn ready(&self) -> Result<(), Explained>;
    /// Counters and gauges in the Prometheus text format.
    fn metrics(&self) -> String;
}

/// Evidence in, verdict out. Pure. Local: `validate::Rules`.
pub trait Validator: Send + Sync {
    fn score(&self, case: &Case<'_>) -> Score;
    fn gate(&self, case: &Case<'_>) -> Gate;
}

/// All that a verdict may rest on.
pub struct Case<'a> {
    pub spec: &'a Spec,
    pub requirements: &'a [Requirement],
    pub plan: &'a [TestCase],
    pub evidence: &'a [Evidence],
    pub syntax: &'a SyntaxReport,
    pub security: &'a SecurityReport,
    pub complexity: &'a ComplexityReport,
    pub proof: &'a ProofTable,
    /// Imports that no dependency covers.
    pub uncovered_imports: &'a [String],
}

/// Packs and checks capsules. Pure. Local: `capsule::Packer`.
pub trait Capsules: Send + Sync {
    fn pack(&self, content: &CapsuleContent) -> Result<Packed, Explained>;
    /// `evidence` is the document beside the archive, where it is at hand.
    fn verify(&self, archive: &[u8], evidence: Option<&[u8]>) -> Verification;
    /// The files of a foreign archive, read within the limits of FAULTS "Archives".
    fn open(&self, archive: &[u8]) -> Result<OpenedCapsule, Explained>;
}

/// A capsule that was read, not trusted: run `verify` for that.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedCapsule {
    pub name: String,
    pub sha256: Sha256,
    /// Bytes by path inside the capsule's folder, with the executable bit.
    pub files: std::collections::BTreeMap<crate::ProjectPath, (Vec<u8>, bool)>,
    /// The parsed `capsule.json`.
    pub record: serde_json::Value,
}
