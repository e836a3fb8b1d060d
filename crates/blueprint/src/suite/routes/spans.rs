//! Numbers for each day, week, month or year: moments that lie in one span, and in another.

use domain::route::{Condition, Figure, Figures};

use super::figures::{expected, measured};
use super::rows::settle;
use super::{Own, Writer};
use crate::suite::scenario::{Expect, How, Operand, Step};
use crate::suite::write::{equal, ok};

/// More than a year: no span holds both.
const FAR: i64 = 400;
const HOUR: i64 = 3_600;

/// A moment of one span, one of a later span, and another of the first.
pub(super) fn pair(
    w: &Writer<'_, '_>,
    per: &str,
    conditions: &[&Condition],
) -> Option<([Operand; 2], Operand)> {
    let values = w.thing.values(per).filter(|values| values.is_moment())?;
    if conditions.iter().any(|condition| condition.field == per) {
        return None;
    }
    // Moments that lie behind are told backwards.
    let (near, far) = (values.moment(0, 0), values.moment(FAR, 0));
    if let (Operand::FromNow { seconds: a, form }, Operand::FromNow { seconds: b, .. }) = (&near, &far) {
        let past = *a < 0;
        let early = if past { a - (b - a) } else { *a };
        let late = if past { *a } else { *b };
        let moment = |seconds: i64| Operand::FromNow { seconds, form: *form };
        return Some(([moment(early), moment(late)], moment(early)));
    }
    // Within the same day; a date has nothing smaller.
    let again = if values.is_date() { near.clone() } else { values.moment(0, HOUR) };
    Some(([near, far], again))
}

/// Whether the moment is written by the service itself: nobody can choose it.
pub(super) fn is_written(w: &Writer<'_, '_>, per: &str) -> bool {
    w.thing.entity.system.iter().any(|system| system.name == per)
}

/// One row, in the span that its own moment lies in.
pub(super) fn one_line(
    w: &Writer<'_, '_>,
    own: &Own<'_>,
    figures: &Figures,
    figure: &Figure,
    per: &str,
    conditions: &[&Condition],
) -> Option<Vec<Step>> {
    let every = figures.every?;
    let (rows, values) = measured(w, figure, conditions, &["first"], 0)?;
    let (mut steps, id) = settle(w, own.route.scope.as_ref(), "", rows)?;
    let (value, how) = expected(w.thing, figure, &["first"], &values)?;
    let moment = Box::new(Operand::Of { name: "first".to_owned(), member: per.to_owned() });
    let span = Operand::Span { moment, every };
    let line = |member: &str, value, how| Expect::Line { index: 0, member: member.to_owned(), value, how };
    let expect = vec![
        ok(200),
        equal("total", 1),
        line(every.as_str(), span, How::Exactly),
        line(&figure.name, value, how),
    ];
    steps.push(own.ask(id.as_ref(), expect));
    Some(steps)
}
