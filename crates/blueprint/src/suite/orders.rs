//! Keeps stated orders between fields true when a test moves one of them.

use super::scenario::{Member, Operand};
use super::values::{FieldValues, When};
use super::world::Thing;

/// What else must be given so that `field = value` breaks no order rule; None when nothing fits.
pub fn partners(thing: &Thing<'_>, field: &str, value: &Operand) -> Option<Vec<Member>> {
    let mut members: Vec<Member> = Vec::new();
    for (before, after) in thing.ordered_pairs() {
        let (other, upwards) = match (before == field, after == field) {
            (true, _) => (after, true),
            (_, true) => (before, false),
            _ => continue,
        };
        if members.iter().any(|member| member.name == other) {
            continue;
        }
        let (Some(own), Some(partner)) = (thing.values(field), thing.values(&other)) else { continue };
        // What others hold on the same side, its example holds already: "soundcheck and start before the end".
        let held = thing.ordered_pairs().iter().any(|(before, after)| {
            if upwards { *after == other && before != field } else { *before == other && after != field }
        });
        if let Some(found) = partner_value(own, value, partner, upwards, held) {
            members.push(Member::new(&other, found));
        } else if !partner.field.required {
            members.push(Member::new(&other, Operand::json(serde_json::Value::Null)));
        } else {
            return None;
        }
    }
    Some(members)
}

/// What stands before the field, long ago: however a bad moment is read, it does not break the order.
pub fn long_ago(thing: &Thing<'_>, field: &str) -> Vec<Member> {
    let before =
        thing.ordered_pairs().into_iter().filter(|(_, after)| after == field).map(|(before, _)| before);
    let early = before.filter_map(|name| {
        let values = thing.values(&name).filter(|values| values.is_moment() && values.when == When::Fixed)?;
        let text = if values.is_date() { "1970-01-02" } else { "1970-01-02T09:00:00Z" };
        Some(Member::new(&name, Operand::json(text)))
    });
    early.collect()
}

/// A valid value of the partner above (below) the given one, and no nearer than its example where others hold it there.
fn partner_value(
    own: &FieldValues,
    value: &Operand,
    partner: &FieldValues,
    upwards: bool,
    held: bool,
) -> Option<Operand> {
    let further = |one: i128, other: i128| if upwards { one.max(other) } else { one.min(other) };
    let (Some(range), Some(other)) = (own.number(), partner.number()) else {
        // Moments: a day apart, so that spans of different records do not meet.
        if own.is_moment() && partner.is_moment() {
            let day = (0..8).find(|n| own.nth(*n).as_ref() == Some(value))?;
            let side = if upwards { 1 } else { -1 };
            let day = i64::try_from(own.offset + day).ok()? + side;
            let usual = i64::try_from(partner.offset).ok()?;
            let day = if held { i64::try_from(further(day.into(), usual.into())).ok()? } else { day };
            return Some(partner.moment(day - i64::try_from(partner.offset).ok()?, 0));
        }
        return partner.nth(0);
    };
    let units = range.read(value)?;
    let scale = range.scale.max(other.scale);
    let lift = |units: i128, own: u32| units * 10_i128.pow(scale - own);
    let edge = lift(units, range.scale);
    let back = 10_i128.pow(scale - other.scale);
    let candidate = if upwards {
        (edge.div_euclid(back * other.step) + 1) * other.step
    } else {
        ((edge + back * other.step - 1).div_euclid(back * other.step) - 1) * other.step
    };
    let candidate = match (other.low, other.high) {
        (Some(low), _) if upwards && candidate < low => low,
        (_, Some(high)) if !upwards && candidate > high => high,
        _ => candidate,
    };
    let usual = other.nth(partner.offset).filter(|_| held);
    let candidate = usual.map_or(candidate, |usual| further(candidate, usual));
    other.contains(candidate).then(|| Operand::json(other.json(candidate)))
}
