//! What was understood, assumed and left open; what ran with which result; where the capsule is.

use domain::{
    capsule::Verification,
    evidence::{Evidence, EvidenceKind, TestOutcome, TestResult},
    requirement::requirements,
    roles::OpenedCapsule,
    run::{RunDocument, RunStatus},
    sandbox::{RuntimeReport, SandboxReport},
    spec::{Origin, QuestionKind, Spec},
};
use store::ports::DropTotals;

use super::{Terminal, ask::plain, clean, style, table::table};
use crate::{config::Config, exit::Result};

/// How many failing tests are shown in full.
const SHOWN_FAILURES: usize = 5;
const SHOWN_MISSING: usize = 8;

pub fn run(run: &RunDocument, terminal: &Terminal) -> Result<()> {
    let mut page = Page::default();
    if let Some(spec) = &run.spec {
        page.understood(spec);
        page.assumed(spec);
        page.open(spec);
        page.answered(spec);
        page.left_out(spec);
    }
    page.ran(run);
    page.verdict(run);
    terminal.say(page.text.trim_end())
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, text: impl AsRef<str>) {
        self.text.push_str(text.as_ref());
        self.text.push('\n');
    }

    fn heading(&mut self, text: &str) {
        self.line(format!("\n{}{text}{}", style::BOLD, style::RESET));
    }

    fn understood(&mut self, spec: &Spec) {
        let list = requirements(spec);
        let stated = list.iter().filter(|r| matches!(r.origin, Origin::Stated | Origin::Confirmed)).count();
        self.heading("Understood");
        let project = &spec.project;
        let stack: Vec<&str> = [&project.language, &project.framework, &project.storage]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        self.line(format!("  {} ({}; {})", project.name, project.kind.as_str(), stack.join(", ")));
        for (name, entity) in &spec.entities {
            let fields: Vec<&str> = entity.fields.keys().map(String::as_str).collect();
            let keys = spec.relations.iter().filter(|r| r.from == *name).filter_map(|r| r.field.as_deref());
            let all: Vec<&str> = fields.into_iter().chain(keys).collect();
            self.line(format!("  {name}: {}", clean(&all.join(", "))));
        }
        let c = &spec.coverage;
        self.line(format!(
            "  {} requirements, {stated} of them stated; {} of {} content words understood, {} in questions, {} unaccounted",
            list.len(), c.understood, c.content_words, c.reported, c.silent
        ));
    }

    fn assumed(&mut self, spec: &Spec) {
        if spec.assumptions.is_empty() {
            return;
        }
        self.heading("Assumed");
        for assumption in &spec.assumptions {
            let others = match assumption.alternatives.is_empty() {
                true => String::new(),
                false => {
                    format!(" {}(or: {}){}", style::DIM, assumption.alternatives.join(", "), style::RESET)
                }
            };
            self.line(format!("  {} {}{others}", assumption.id, clean(&assumption.text)));
        }
    }

    fn open(&mut self, spec: &Spec) {
        let open: Vec<_> = spec.open_questions.iter().filter(|q| q.answer.is_none()).collect();
        if open.is_empty() {
            return;
        }
        self.heading("Open");
        for question in open {
            let mark =
                if question.blocking { format!("{}!{}", style::RED, style::RESET) } else { "·".into() };
            self.line(format!("  {mark} {} {}", question.id, clean(&question.text)));
            let options: Vec<String> = question.options.iter().map(plain).collect();
            self.line(format!(
                "    {}proposal: {}; options: {}{}",
                style::DIM,
                clean(&plain(&question.proposal)),
                clean(&options.join(" | ")),
                style::RESET
            ));
        }
    }

    /// What was asked and what was built upon, whoever gave it.
    fn answered(&mut self, spec: &Spec) {
        let told = |q: &&domain::spec::Question| {
            q.answer.as_ref().is_some_and(|answer| plain(answer) != domain::spec::LEFT_OUT)
        };
        let answered: Vec<_> = spec.open_questions.iter().filter(told).collect();
        if answered.is_empty() {
            return;
        }
        self.heading("Answered");
        for question in answered {
            let answer = question.answer.as_ref().map(plain).unwrap_or_default();
            self.line(format!("  {} {}", question.id, clean(&question.text)));
            let by = if question.by_proposal { " (as proposed)" } else { "" };
            self.line(format!("    {}→ {}{by}{}", style::DIM, clean(&answer), style::RESET));
        }
    }

    /// Words that stay without effect, whoever said so: what is built is built without them.
    fn left_out(&mut self, spec: &Spec) {
        let answered = spec.left_out().filter(|q| q.kind == QuestionKind::Unrecognised);
        let words = answered.filter_map(|q| Some(q.text.split_once('“')?.1.split_once('”')?.0));
        let words: Vec<String> = words.map(|words| format!("“{words}”")).collect();
        if !words.is_empty() {
            self.heading("Left out");
            self.line(format!("  {}", clean(&words.join(", "))));
        }
    }

    fn ran(&mut self, run: &RunDocument) {
        if run.evidence.is_empty() {
            return;
        }
        self.heading("Ran");
        for evidence in &run.evidence {
            let (mark, colour) = if evidence.passed { ("✔", style::GREEN) } else { ("✘", style::RED) };
            // A server that was probed ends by our signal, not by a code of its own.
            let code = evidence.exit_code.map(|c| format!("exit {c}, ")).unwrap_or_default();
            let reused = evidence.kind == EvidenceKind::Build && evidence.passed && evidence.duration_ms == 0;
            let took = if reused {
                "made earlier and used again".to_owned()
            } else {
                format!("{} ms", evidence.duration_ms)
            };
            self.line(format!(
                "  {colour}{mark}{} {} ({code}{took})",
                style::RESET,
                clean(&evidence.summary)
            ));
            self.line(format!("    {}$ {}{}", style::DIM, clean(&evidence.command), style::RESET));
            self.failures(evidence, run.spec.as_deref());
        }
    }

    /// A failing test with the requirement it was to prove.
    fn failures(&mut self, evidence: &Evidence, spec: Option<&Spec>) {
        let list = spec.map(requirements).unwrap_or_default();
        let bad: Vec<&TestResult> = evidence.tests.iter().filter(|t| t.result != TestOutcome::Pass).collect();
        for test in bad.iter().take(SHOWN_FAILURES) {
            self.line(format!(
                "    {}{}{} {}",
                style::RED,
                test.result.word(),
                style::RESET,
                clean(&test.id)
            ));
            for requirement in list.iter().filter(|r| test.requirements.contains(&r.id)) {
                self.line(format!("      {} {}", requirement.id, clean(&requirement.text)));
            }
            if let Some(message) = &test.message {
                // What was expected, and where; what stood in variables is in the log.
                let mut lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
                let said = lines.next().unwrap_or_default();
                self.line(format!("      {}{}{}", style::DIM, clean(said), style::RESET));
                let at = lines.next_back().filter(|line| is_place(line));
                if let Some(at) = at {
                    self.line(format!("      {}{}{}", style::DIM, clean(at), style::RESET));
                }
            }
        }
        if bad.len() > SHOWN_FAILURES {
            self.line(format!(
                "    … and {} more: `quantumlayer runs show RUN --log trial`",
                bad.len() - SHOWN_FAILURES
            ));
        }
    }

    fn verdict(&mut self, run: &RunDocument) {
        self.heading("Result");
        let (colour, word) = match run.status {
            RunStatus::Proven => (style::GREEN, "proven"),
            RunStatus::NotProven => (style::YELLOW, "built, but not proven"),
            RunStatus::NeedsAnswers => (style::YELLOW, "questions are open"),
            RunStatus::NoBlueprint => (style::YELLOW, "understood, but no blueprint covers it"),
            RunStatus::MachineLacks => (style::RED, "this machine lacks something"),
            RunStatus::Failed => (style::RED, "failed"),
            RunStatus::Cancelled => (style::YELLOW, "cancelled"),
            RunStatus::Interrupted => (style::YELLOW, "interrupted"),
            RunStatus::Queued | RunStatus::Running | RunStatus::Waiting => (style::CYAN, "under way"),
        };
        self.line(format!("  {colour}{word}{}", style::RESET));
        if let Some(error) = &run.error {
            self.line(format!("  {} [{}]", clean(&error.message), error.code));
            if let Some(hint) = &error.hint {
                self.line(format!("  {}next{}: {}", style::CYAN, style::RESET, clean(hint)));
            }
        }
        let list = run.spec.as_deref().map(requirements).unwrap_or_default();
        if let Some(gate) = &run.gate {
            for check in gate.checks.iter().filter(|c| !c.passed) {
                self.line(format!("  missing: {}", clean(&check.detail)));
                for item in check.missing.iter().take(SHOWN_MISSING) {
                    let id = item.split(' ').next().unwrap_or_default();
                    let text = list.iter().find(|r| r.id == id).map(|r| format!(": {}", r.text));
                    self.line(format!("    {}{}", clean(item), clean(&text.unwrap_or_default())));
                }
                if let Some(more) = check.missing.len().checked_sub(SHOWN_MISSING).filter(|more| *more > 0) {
                    self.line(format!("    … and {more} more"));
                }
            }
            for rule in &gate.set_aside {
                self.line(format!("  set aside by you: {}", clean(rule)));
            }
        }
        if let Some(score) = &run.score {
            self.line(format!("  score {} of {} possible", score.overall, score.possible));
        }
        if let Some(capsule) = &run.capsule {
            self.line(format!("  capsule {}", capsule.path));
            self.line(format!(
                "  sha256  {} ({} files, {} bytes)",
                capsule.sha256, capsule.files, capsule.size_bytes
            ));
        }
        match run.status {
            RunStatus::NeedsAnswers => self.line(how_to_answer(run.spec.as_deref())),
            RunStatus::Interrupted => {
                self.line(format!("  continue with: quantumlayer runs resume {}", run.run_id))
            }
            _ => {}
        }
        let t = &run.timings;
        self.line(format!(
            "  {}{} · {:.0} ms, of which the platform {:.0} ms{}",
            style::DIM,
            run.run_id,
            t.wall_ms,
            t.platform_ms,
            style::RESET
        ));
    }
}

/// Where a question has nothing to propose, accepting proposals does not help.
fn how_to_answer(spec: Option<&Spec>) -> String {
    let alone = spec.and_then(|spec| spec.blocking().find(|q| q.proposal.is_null()));
    match alone {
        Some(question) => format!(
            "  answer in your own words with --answer '{}=…', or say it otherwise in the request; nothing can be proposed for it",
            question.id
        ),
        None => "  answer with --answer QUESTION=VALUE, or take the proposals with --accept-proposals".into(),
    }
}

pub fn capsule(opened: &OpenedCapsule, terminal: &Terminal) -> Result<()> {
    let record = &opened.record;
    let text = |pointer: &str| record.pointer(pointer).map(plain).unwrap_or_else(|| "-".into());
    let mut page = Page::default();
    page.line(format!("{}{}{}  {}", style::BOLD, clean(&opened.name), style::RESET, clean(&text("/id"))));
    page.line(format!("  proven     {}", text("/proven")));
    page.line(format!(
        "  blueprint  {} {}",
        clean(&text("/blueprint/id")),
        clean(&text("/blueprint/version"))
    ));
    page.line(format!("  intent     {}", clean(&text("/intent/text")).lines().next().unwrap_or_default()));
    page.line(format!("  sha256     {}", opened.sha256));
    for name in ["install_command", "build_command", "run_command", "test_command"] {
        if let Some(command) = record.pointer(&format!("/commands/{name}/command")) {
            page.line(format!("  {name:<16} {}", clean(&plain(command))));
        }
    }
    let evidence = record.pointer("/evidence").and_then(|e| e.as_array()).cloned().unwrap_or_default();
    for row in &evidence {
        let get = |key: &str| row.get(key).map(plain).unwrap_or_default();
        let tests = row.get("tests").and_then(|t| t.as_array()).map_or(0, Vec::len);
        page.line(format!(
            "  {} {} exit {} passed {} ({tests} tests)",
            get("id"),
            clean(&get("command")),
            get("exit_code"),
            get("passed")
        ));
    }
    page.line(format!(
        "\n{}",
        table(
            ["BYTES", "FILE"],
            opened.files.iter().map(|(path, (bytes, _))| [bytes.len().to_string(), path.to_string()])
        )
    ));
    terminal.say(page.text.trim_end())
}

pub fn verification(verification: &Verification, terminal: &Terminal) -> Result<()> {
    let mut page = Page::default();
    for check in &verification.checked {
        page.line(format!("  {}", clean(check)));
    }
    for problem in &verification.problems {
        page.line(format!("  {}✘{} {}", style::RED, style::RESET, clean(problem)));
    }
    let word = if verification.valid {
        format!("{}valid{}", style::GREEN, style::RESET)
    } else {
        format!("{}not valid{}", style::RED, style::RESET)
    };
    let proven = match verification.proven {
        Some(true) => ", proven",
        Some(false) => ", not proven",
        None => "",
    };
    page.line(format!("{word}{proven}: {} files, sha256 {}", verification.files, verification.sha256));
    terminal.say(page.text.trim_end())
}

pub fn doctor(
    sandbox: &SandboxReport,
    store: &std::result::Result<DropTotals, domain::Explained>,
    config: &Config,
    terminal: &Terminal,
) -> Result<()> {
    let mut page = Page::default();
    page.line(format!("{}quantumlayer {}{}", style::BOLD, env!("CARGO_PKG_VERSION"), style::RESET));
    match store {
        Ok(t) => page.line(format!(
            "  {} data directory {} ({} drops, {} bytes kept as {})",
            mark(true),
            config.data_dir.display(),
            t.drops,
            t.content_bytes,
            t.stored_bytes
        )),
        Err(error) => page.line(format!(
            "  {} data directory {}: {}",
            mark(false),
            config.data_dir.display(),
            clean(&error.to_string())
        )),
    }
    page.heading("Isolation");
    match &sandbox.tier {
        Some(tier) => page.line(format!("  {} tier {tier}", mark(true))),
        None => page.line(format!("  {} nothing can be isolated here, so nothing is run", mark(false))),
    }
    for mechanism in &sandbox.mechanisms {
        page.line(format!(
            "  {} {:<18} {}",
            mark(mechanism.available),
            mechanism.name,
            clean(&mechanism.detail)
        ));
    }
    for (title, list) in [("Runtimes", &sandbox.runtimes), ("Services", &sandbox.services)] {
        page.heading(title);
        for row in list {
            page.line(runtime(row));
        }
    }
    terminal.say(page.text.trim_end())
}

fn runtime(row: &RuntimeReport) -> String {
    let version = row.version.as_deref().unwrap_or("-");
    let path = row.path.as_deref().unwrap_or("");
    format!(
        "  {} {:<12} {version:<10} {} {}{}{}",
        mark(row.usable),
        row.name,
        clean(&row.detail),
        style::DIM,
        clean(path),
        style::RESET
    )
}

fn mark(good: bool) -> String {
    if good {
        format!("{}✔{}", style::GREEN, style::RESET)
    } else {
        format!("{}✘{}", style::RED, style::RESET)
    }
}

/// `tests/test_books.py:12: AssertionError`
fn is_place(line: &str) -> bool {
    let mut parts = line.splitn(3, ':');
    let (file, number) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    file.contains('.') && !file.contains(' ') && number.parse::<u32>().is_ok()
}
