//! Attacks on how a run ends: at its limit, while somebody cancels it, with an orphan's end beside its own.

use std::thread;
use std::time::Duration;

use jail::{Cause, Ending, Event, Held, JailError, Running};

use super::scenarios::{Complaints, Played, io, plan, shell};
use super::{Attack, name};
use crate::error::SandboxError;
use domain::sandbox::Verdict;

/// How long a program sleeps whose end the helper is to hear of late. On a busy machine it may have ended
/// before the helper is held; then a longer one is tried.
const SLEEPS_MS: [u64; 4] = [100, 400, 1_600, 6_400];
/// A limit that such a program keeps, in its sleeps.
const KEPT: u64 = 10;
/// Longest that a program of a moment takes to end on a busy machine.
const SLOWEST: Duration = Duration::from_secs(20);

/// What a run says of its end, and everything that speaks against one ending.
struct Heard {
    ending: Option<Ending>,
    against: Complaints,
}

fn listen(running: &mut Running) -> Result<Heard, SandboxError> {
    let mut heard = Heard { ending: None, against: Vec::new() };
    loop {
        match running.next_event() {
            Ok(Some(Event::Ended(ending))) => heard.ending = Some(*ending),
            Ok(Some(_)) => {}
            Ok(None) => break,
            // Somebody who hung up early is told nothing.
            Err(JailError::Lost(_)) => return Ok(heard),
            Err(error) => return Err(error.into()),
        }
    }
    if running.says_more() {
        heard.against.push("something came behind the ending".to_owned());
    }
    if let Some(ending) = &heard.ending {
        let by_itself = ending.exit_code.is_some() || ending.signal.is_some();
        if by_itself == (ending.cause != Cause::Ended) {
            let both = (ending.cause, ending.exit_code, ending.signal);
            heard.against.push(format!("two endings in one: {both:?}"));
        }
    }
    Ok(heard)
}

/// A run whose helper hears nothing from the program's first word on, until `meanwhile` is over, which is
/// told how long the program sleeps.
///
/// Errors: no program could be caught before its end.
fn unheard(
    attack: &Attack,
    limit: impl Fn(u64) -> u64,
    mut meanwhile: impl FnMut(&Running, &Held, u64),
) -> Result<Heard, SandboxError> {
    for sleep_ms in SLEEPS_MS {
        let mut job = shell(attack, &format!("echo x; sleep {}.{:03}", sleep_ms / 1_000, sleep_ms % 1_000));
        job.limits.wall_ms = limit(sleep_ms);
        let mut running = jail::start_by(&attack.shared().config.keeper, &plan(attack, &job)?)?;
        let helper = running.helper_id()?;
        while !matches!(running.next_event()?, Some(Event::Stdout(_)) | None) {}
        // A helper that cannot be held has gone, and its program before it.
        if let Some(held) = Held::still(helper).ok().filter(Held::before_the_end) {
            meanwhile(&running, &held, sleep_ms);
            drop(held);
            return listen(&mut running);
        }
    }
    Err(SandboxError::Data {
        path: "the helper of a box".to_owned(),
        source: std::io::Error::other("each program ended before it could be held"),
    })
}

fn expect(what: &str, heard: Heard, cause: Cause, code: Option<i32>) -> Complaints {
    let mut against = heard.against;
    let seen = heard.ending.map(|ending| (ending.cause, ending.exit_code));
    if seen != Some((cause, code)) {
        against.push(format!("{what}: {seen:?}"));
    }
    against
}

pub fn at_the_limit(attack: &Attack) -> Played {
    let mut against = Vec::new();
    for delay_ms in [285, 290, 295, 298, 300, 302] {
        let mut job = shell(attack, &format!("sleep 0.{delay_ms}"));
        job.limits.wall_ms = 300;
        let mut running = jail::start_by(&attack.shared().config.keeper, &plan(attack, &job)?)?;
        against.extend(listen(&mut running)?.against);
    }
    // Heard of when its time was over, and when it had long ended.
    let in_time = unheard(
        attack,
        |sleep| sleep * KEPT,
        |_, held, sleep| {
            held.until_ended(SLOWEST);
            thread::sleep(Duration::from_millis(sleep * KEPT));
        },
    )?;
    against.extend(expect("it ended in time", in_time, Cause::Ended, Some(0)));
    let late = unheard(
        attack,
        |sleep| sleep * 9 / 10,
        |_, held, _| {
            held.until_ended(SLOWEST);
        },
    )?;
    against.extend(expect("it ended past its limit", late, Cause::WallTime, None));
    Ok(("one ending each, the first", against))
}

pub fn late_cancel(attack: &Attack) -> Played {
    let mut against = Vec::new();
    for round in 0..20_u64 {
        let job = shell(attack, "true");
        let mut running = jail::start_by(&attack.shared().config.keeper, &plan(attack, &job)?)?;
        let cancel = running.cancel();
        let late = thread::spawn(move || {
            thread::sleep(Duration::from_micros(round * 200));
            cancel.cancel();
        });
        against.extend(listen(&mut running)?.against);
        // A thread that sleeps and calls cannot panic.
        let _ = late.join();
    }
    // Its end and the cancellation are heard in one breath; its end came first.
    let longest = u64::try_from(SLOWEST.as_millis()).unwrap_or(u64::MAX);
    let mut has_ended = false;
    let heard = unheard(
        attack,
        |_| longest,
        |running, held, _| {
            has_ended = held.until_ended(SLOWEST);
            running.cancel().cancel();
        },
    )?;
    if !has_ended {
        against.push(format!("it had not ended after {} s", SLOWEST.as_secs()));
    }
    against.extend(expect("cancelled when it had ended", heard, Cause::Ended, Some(0)));
    Ok(("one ending, the first", against))
}

/// Puts an orphan's end, of another code, before that of the program.
const ORPHAN: &str = "(sh -c 'exit 99' &) ; sleep 0.05; ";

pub fn exit_codes(attack: &Attack) -> Played {
    let mut against = Vec::new();
    for code in [0, 1, 2, 42, 124, 125, 126, 127, 128, 255] {
        let outcome = attack.run(&shell(attack, &format!("{ORPHAN}exit {code}")))?;
        if (outcome.exit_code, outcome.signal) != (Some(code), None) {
            against.push(format!("{code} came as {:?}, {:?}", outcome.exit_code, outcome.signal));
        }
    }
    for signal in [1, 2, 3, 6, 9, 11, 15, 31, 64] {
        let outcome = attack.run(&shell(attack, &format!("{ORPHAN}kill -{signal} $$")))?;
        if outcome.signal != Some(signal) || outcome.verdict != Verdict::Signal {
            let seen = (outcome.exit_code, outcome.signal, name(outcome.verdict));
            against.push(format!("signal {signal} came as {seen:?}"));
        }
    }
    Ok(("each exact, and its own", against))
}

/// More than any limit here.
const JUMP_SECONDS: i64 = 3_600;

/// The clock of a second instance is moved while its program sleeps: nothing ends early, nothing late.
pub fn clock_jumps(attack: &Attack) -> Played {
    let mut against = Vec::new();
    for (what, seconds, sleeps, wall_ms, expected) in [
        ("moved ahead, a program within its limit", JUMP_SECONDS, "0.5", 20_000, (Some(0), "x\ndone\n")),
        ("moved back, a program past its limit", -JUMP_SECONDS, "5", 3_000, (Some(1), "x\n")),
    ] {
        // It jumps at the first word, when the helper has seen the beginning.
        let mut job = shell(attack, &format!("sleep 0.7; echo x; sleep {sleeps}; echo done"));
        job.limits.wall_ms = wall_ms;
        let plan = plan(attack, &job)?;
        let (code, text) =
            jail::jump(&attack.shared().config.keeper, &plan, seconds).map_err(io("a second instance"))?;
        if (code, text.as_str()) != expected {
            against.push(format!("{what}: {code:?} {text:?}"));
        }
    }
    Ok(("nothing ends early, nothing late", against))
}
