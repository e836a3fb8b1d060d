//! The subcommands: a file and a line each.

mod bench;
mod ci;
pub mod codegen;
mod fuzz_reader;
mod metrics;
mod mutants;
mod picture;
mod postgres;
mod prove;
mod prove_requests;
mod score_reader;
pub mod tidy;
mod train_reader;

pub struct Command {
    pub name: &'static str,
    pub about: &'static str,
    pub run: fn(&[String]) -> anyhow::Result<()>,
}

pub const TABLE: &[Command] = &[
    Command {
        name: "ci",
        about: "everything a change has to pass; `ci STEP…` runs some steps only",
        run: ci::run,
    },
    Command { name: "tidy", about: "the rules of ARCHITECTURE.md that no compiler knows", run: tidy::run },
    Command {
        name: "codegen",
        about: "writes docs/generated; `--check` fails where it would change",
        run: codegen::run,
    },
    Command {
        name: "metrics",
        about: "sizes of files and functions beside those of well-kept code bases",
        run: metrics::run,
    },
    Command {
        name: "bench",
        about: "measures the figures of SPECIFICATION.md beside their yardsticks",
        run: bench::run,
    },
    Command {
        name: "prove",
        about: "the example intents, inside and outside, and every mutant; `prove NAME…` takes some intents only",
        run: prove::run,
    },
    Command {
        name: "prove-requests",
        about: "what keeps requests of the collection from being proven; `--count N`, `--seed N`, `--part PART`, `--plan`, `NAME…`",
        run: prove_requests::run,
    },
    Command {
        name: "score-reader",
        about: "the rules reader against the labelled requests; `--only PART`, `--request NAME`, `--misses KIND`",
        run: score_reader::run,
    },
    Command {
        name: "fuzz-reader",
        about: "spoiled requests, none of which may break a promise of the reader; `--seconds N`, `--seed N`",
        run: fuzz_reader::run,
    },
    Command {
        name: "train-reader",
        about: "learns the weights of the second reading from the labelled requests; `--measure` only says how well",
        run: train_reader::run,
    },
    Command { name: "picture", about: "records a real run as docs/generate.svg", run: picture::run },
];
