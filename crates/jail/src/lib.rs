//! Linux isolation: one program in a box of its own, and nothing left behind.
//!
//! `plan` says what a box is made of, `run` starts one and listens. The work is done by a helper: the
//! caller's own binary, started again as a small single-threaded process (`keeper` is its handle,
//! `helper` its loop), which forks for each box; while nobody asks, one fork waits for the next (`spare`)
//! with all that needs no plan (`ready`). The fork creates the namespaces and supervises (`supervise`). Inside, process 1 (`init`) builds the root (`mounts`), gives everything
//! up (`confine`), starts the program and reaps. Fails closed: what cannot be isolated is not run.

mod bpf;
mod cgroup;
mod clock;
mod collect;
mod confine;
mod display;
mod end;
mod error;
mod guest;
mod helper;
mod http;
mod init;
mod instance;
mod keep;
mod keeper;
mod life;
mod listen;
mod mounts;
mod networks;
mod plan;
mod ready;
mod reap;
mod run;
mod runner;
mod seccomp;
mod serve;
mod skew;
mod spare;
mod start;
mod streams;
mod supervise;
mod switch;
mod sys;
mod traces;
mod watch;
mod weak;
mod wire;

pub use error::{JailError, Refusal};
pub use guest::USER as GUEST_USER;
pub use helper::{enter_if_asked, enter_without};
pub use instance::Instance;
pub use keep::{Content, discard, free_bytes, freeze, measure};
pub use keeper::{Consent, Keeper};
pub use life::has_other_users;
pub use plan::{
    Bind, Cause, Ending, Event, Fetched, File, Limits, Network, OnOutput, Plan, Probe, Probed, Service, Size,
    WORKING_FOLDER,
};
pub use run::{Cancel, Input, Running, start, start_by};
pub use runner::{GUEST_ARGUMENTS, NESTED_ARGUMENTS, Prepared, Runner};
pub use skew::{jump, untraceable};
pub use switch::Mechanism;
pub use traces::{Held, erase, traces, with_argument};
