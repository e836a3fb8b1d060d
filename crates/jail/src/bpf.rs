//! A filter for system calls as the kernel runs it: a search tree over ranges of numbers.
//!
//! The kernel walks a filter once for every call it knows when the filter is put on, and again at every
//! call made. A list of four hundred comparisons costs milliseconds there; a tree is eight deep.

use std::collections::BTreeMap;

use seccompiler::sock_filter;

/// What becomes of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    Allow,
    Errno(u16),
    /// Allowed where the low half of an argument is one of these, otherwise an error.
    OneOf {
        argument: u8,
        values: Vec<u32>,
        otherwise: u16,
    },
    /// An error where it is one of these.
    NoneOf {
        argument: u8,
        values: Vec<u32>,
        otherwise: u16,
    },
    /// An error where any of these bits is set.
    NoBits {
        argument: u8,
        bits: u32,
        otherwise: u16,
    },
    /// An error above this.
    AtMost {
        argument: u8,
        most: u32,
        otherwise: u16,
    },
    /// What the first row says that fits as a whole: allowed, or an error. An error where none does.
    FirstOf {
        rows: Vec<Row>,
        otherwise: u16,
    },
}

/// What arguments must be, and the answer then: none is "allowed", an error of 0 "done", without doing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub tests: Vec<Test>,
    pub error: Option<u16>,
}

/// The bits of `mask` in the low half of an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Test {
    pub argument: u8,
    pub mask: u32,
    pub value: u32,
}

impl Row {
    /// Whole arguments, by their numbers.
    pub fn new(arguments: &[(u8, i32)], error: Option<u16>) -> Self {
        let test = |(argument, value): &(u8, i32)| Test {
            argument: *argument,
            mask: u32::MAX,
            value: value.cast_unsigned(),
        };
        Self { tests: arguments.iter().map(test).collect(), error }
    }
}

#[cfg(target_arch = "x86_64")]
const ARCHITECTURE: u32 = 0xC000_003E;
#[cfg(target_arch = "aarch64")]
const ARCHITECTURE: u32 = 0xC000_00B7;

const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;
const EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
const AT_LEAST: u16 = (libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K) as u16;
const ABOVE: u16 = (libc::BPF_JMP | libc::BPF_JGT | libc::BPF_K) as u16;
const ANY_BIT: u16 = (libc::BPF_JMP | libc::BPF_JSET | libc::BPF_K) as u16;
const MASK: u16 = (libc::BPF_ALU | libc::BPF_AND | libc::BPF_K) as u16;
const GO: u16 = (libc::BPF_JMP | libc::BPF_JA) as u16;

/// Where `struct seccomp_data` keeps the number, the architecture and the arguments.
const NUMBER_AT: u32 = 0;
const ARCHITECTURE_AT: u32 = 4;
const ARGUMENTS_AT: u32 = 16;

fn line(code: u16, k: u32, jt: u8, jf: u8) -> sock_filter {
    sock_filter { code, jt, jf, k }
}

fn allow() -> sock_filter {
    line(RETURN, libc::SECCOMP_RET_ALLOW, 0, 0)
}

fn errno(code: u16) -> sock_filter {
    line(RETURN, libc::SECCOMP_RET_ERRNO | u32::from(code), 0, 0)
}

/// The whole filter. Calls of another architecture kill the program; what is not named is `otherwise`.
pub fn program(actions: &BTreeMap<u32, Action>, otherwise: &Action) -> Vec<sock_filter> {
    let mut lines = vec![
        line(LOAD, ARCHITECTURE_AT, 0, 0),
        line(EQUAL, ARCHITECTURE, 1, 0),
        line(RETURN, libc::SECCOMP_RET_KILL_PROCESS, 0, 0),
        line(LOAD, NUMBER_AT, 0, 0),
    ];
    lines.extend(tree(&ranges(actions, otherwise)));
    lines
}

/// Neighbours with the same action are one range, named by its first number.
fn ranges<'a>(actions: &'a BTreeMap<u32, Action>, otherwise: &'a Action) -> Vec<(u32, &'a Action)> {
    let mut ranges = vec![(0, otherwise)];
    let mut begin = |from: u32, action: &'a Action| {
        if ranges.last().is_some_and(|(at, _)| *at == from) {
            ranges.pop();
        }
        if ranges.last().is_none_or(|(_, last)| *last != action) {
            ranges.push((from, action));
        }
    };
    for (number, action) in actions {
        begin(*number, action);
        begin(number + 1, otherwise);
    }
    ranges
}

fn tree(ranges: &[(u32, &Action)]) -> Vec<sock_filter> {
    let (lower, upper) = ranges.split_at(ranges.len() / 2);
    let Some((from, action)) = upper.first() else { return Vec::new() };
    if lower.is_empty() {
        return leaf(action);
    }
    let (below, above) = (tree(lower), tree(upper));
    let mut lines = match u8::try_from(below.len()) {
        Ok(distance) => vec![line(AT_LEAST, *from, distance, 0)],
        // Short jumps reach 255 lines.
        Err(_) => {
            let distance = u32::try_from(below.len()).unwrap_or(u32::MAX);
            vec![line(AT_LEAST, *from, 0, 1), line(GO, distance, 0, 0)]
        }
    };
    lines.extend(below);
    lines.extend(above);
    lines
}

fn leaf(action: &Action) -> Vec<sock_filter> {
    let low = |argument: &u8| line(LOAD, ARGUMENTS_AT + u32::from(*argument) * 8, 0, 0);
    let high = |argument: &u8| line(LOAD, ARGUMENTS_AT + u32::from(*argument) * 8 + 4, 0, 0);
    match action {
        Action::Allow => vec![allow()],
        Action::Errno(code) => vec![errno(*code)],
        Action::OneOf { argument, values, otherwise } => {
            chosen(low(argument), values, errno(*otherwise), allow())
        }
        Action::NoneOf { argument, values, otherwise } => {
            chosen(low(argument), values, allow(), errno(*otherwise))
        }
        Action::NoBits { argument, bits, otherwise } => {
            vec![low(argument), line(ANY_BIT, *bits, 1, 0), allow(), errno(*otherwise)]
        }
        Action::AtMost { argument, most, otherwise } => vec![
            high(argument),
            line(EQUAL, 0, 0, 2),
            low(argument),
            line(ABOVE, *most, 0, 1),
            errno(*otherwise),
            allow(),
        ],
        Action::FirstOf { rows, otherwise } => {
            let mut lines: Vec<_> = rows.iter().flat_map(row).collect();
            lines.push(errno(*otherwise));
            lines
        }
    }
}

/// Each test that fails jumps behind the row's answer.
fn row(row: &Row) -> Vec<sock_filter> {
    const LINES: usize = 3;
    let mut lines = Vec::new();
    for (index, test) in row.tests.iter().enumerate() {
        let behind = u8::try_from((row.tests.len() - index - 1) * LINES + 1).unwrap_or(u8::MAX);
        lines.extend([
            line(LOAD, ARGUMENTS_AT + u32::from(test.argument) * 8, 0, 0),
            line(MASK, test.mask, 0, 0),
            line(EQUAL, test.value, 0, behind),
        ]);
    }
    lines.push(row.error.map_or_else(allow, errno));
    lines
}

/// Falls through all values to `no`; each that fits jumps behind it, to `yes`.
fn chosen(load: sock_filter, values: &[u32], no: sock_filter, yes: sock_filter) -> Vec<sock_filter> {
    let mut lines = vec![load];
    for (index, value) in values.iter().enumerate() {
        let distance = u8::try_from(values.len() - index).unwrap_or(u8::MAX);
        lines.push(line(EQUAL, *value, distance, 0));
    }
    lines.extend([no, yes]);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the kernel would answer: runs the filter on a call.
    fn answer(filter: &[sock_filter], number: u32, arguments: [u64; 2]) -> u32 {
        let data = |at: u32| match at {
            NUMBER_AT => number,
            ARCHITECTURE_AT => ARCHITECTURE,
            16 => arguments[0] as u32,
            20 => (arguments[0] >> 32) as u32,
            24 => arguments[1] as u32,
            28 => (arguments[1] >> 32) as u32,
            _ => panic!("offset {at}"),
        };
        let (mut at, mut value) = (0, 0);
        for _ in 0..1000 {
            let line = &filter[at];
            at += 1;
            let holds = match line.code {
                LOAD => {
                    value = data(line.k);
                    continue;
                }
                RETURN => return line.k,
                GO => {
                    at += line.k as usize;
                    continue;
                }
                MASK => {
                    value &= line.k;
                    continue;
                }
                EQUAL => value == line.k,
                AT_LEAST => value >= line.k,
                ABOVE => value > line.k,
                ANY_BIT => value & line.k != 0,
                other => panic!("{other}"),
            };
            at += usize::from(if holds { line.jt } else { line.jf });
        }
        panic!("no end")
    }

    #[test]
    fn every_number_gets_its_action_and_no_other() {
        let refused = |code: u16| libc::SECCOMP_RET_ERRNO | u32::from(code);
        // Every third allowed makes far more ranges than a short jump reaches.
        let mut actions: BTreeMap<u32, Action> = (0..900).step_by(3).map(|n| (n, Action::Allow)).collect();
        actions.insert(1, Action::Errno(1));
        actions.insert(4, Action::OneOf { argument: 0, values: vec![1, 2, 10], otherwise: 97 });
        actions.insert(7, Action::NoneOf { argument: 1, values: vec![5, 6], otherwise: 1 });
        actions.insert(10, Action::NoBits { argument: 0, bits: 0xff00, otherwise: 1 });
        actions.insert(13, Action::AtMost { argument: 1, most: 64, otherwise: 38 });
        let kind = Test { argument: 1, mask: 0xf, value: 2 };
        let mut second = Row::new(&[(0, 10)], None);
        second.tests.push(kind);
        let rows = vec![Row::new(&[(0, 1)], None), second, Row::new(&[(0, 10)], Some(0))];
        actions.insert(16, Action::FirstOf { rows, otherwise: 97 });
        let filter = program(&actions, &Action::Errno(38));
        for number in (0..1000).chain([0x4000_0000 + 3, u32::MAX]) {
            let expected = match actions.get(&number) {
                Some(Action::Allow) => libc::SECCOMP_RET_ALLOW,
                Some(Action::Errno(code)) => refused(*code),
                Some(_) => continue,
                None => refused(38),
            };
            assert_eq!(answer(&filter, number, [0, 0]), expected, "{number}");
        }
        let allowed = libc::SECCOMP_RET_ALLOW;
        for (number, arguments, expected) in [
            (4, [1, 0], allowed),
            (4, [10, 0], allowed),
            (4, [3, 0], refused(97)),
            (7, [0, 4], allowed),
            (7, [0, 6], refused(1)),
            (10, [0xff, 0], allowed),
            (10, [0x100, 0], refused(1)),
            (13, [0, 64], allowed),
            (13, [0, 65], refused(38)),
            (13, [0, 1 << 32], refused(38)),
            (16, [1, 7], allowed),
            (16, [10, 0x802], allowed),
            (16, [10, 1], refused(0)),
            (16, [2, 2], refused(97)),
        ] {
            assert_eq!(answer(&filter, number, arguments), expected, "{number} {arguments:?}");
        }
    }
}
