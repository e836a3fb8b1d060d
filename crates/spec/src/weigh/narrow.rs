//! Parameters of lists that the weights are sure enough of, as facts beside those of the sentences that name them.

use std::collections::BTreeSet;

use super::{
    change::phrase,
    list::{Parameter, Use},
    owner::Names,
};
use crate::{
    assemble::draft::{Below, Draft, Sentence},
    english::evidence::{Fact, Np},
};

/// A parameter, how likely it is meant, and whose list it is.
pub(super) struct Weighed {
    likely: f32,
    parameter: Parameter,
    thing: String,
}

/// From it on a parameter is taken as likely.
const ADD: f32 = 0.6;
const ADD_ORDER: f32 = 0.5;
const ADD_BELOW: f32 = 0.65;

/// The parameters that are likely enough, with the words of their things.
pub(super) fn weigh(
    names: &Names,
    parameters: Vec<Parameter>,
    likely: impl Fn(&Parameter) -> f32,
) -> Vec<Weighed> {
    let mut all: Vec<Weighed> = parameters
        .into_iter()
        .filter_map(|parameter| {
            let likely = likely(&parameter);
            let bound = match parameter.usage {
                Use::Filter | Use::Search => ADD,
                Use::Rising | Use::Falling => ADD_ORDER,
                Use::Below => ADD_BELOW,
            };
            let thing = names.things.get(parameter.thing).filter(|_| likely >= bound)?.key.clone();
            Some(Weighed { likely, parameter, thing })
        })
        .collect();
    // What is likelier comes first: of two that go against each other it holds, and words say one thing of one list.
    all.sort_by(|a, b| b.likely.total_cmp(&a.likely));
    let mut taken: BTreeSet<(usize, usize, bool)> = BTreeSet::new();
    all.retain(|one| {
        let of = &one.parameter;
        taken.insert((of.line, of.from, of.usage.is_order()))
    });
    all
}

pub(super) fn apply(draft: &mut Draft, sentences: &[Sentence], parameters: Vec<Weighed>) {
    for Weighed { parameter, thing, .. } in parameters {
        let Some(sentence) = sentences.get(parameter.line) else { continue };
        if reckons(sentence, &parameter) {
            continue;
        }
        let toks = parameter.cue.unwrap_or(parameter.from).min(parameter.from)..parameter.to;
        let low: Vec<String> = thing.split(' ').map(str::to_owned).collect();
        let on = Some(Np { name: thing, low, plural: true, ..Np::default() });
        let field = phrase(sentence, parameter.from, parameter.to);
        let descending = parameter.usage == Use::Falling;
        let fact = match parameter.usage {
            Use::Filter => Fact::Filter { on, fields: vec![field], range: false, toks },
            Use::Search => Fact::Search { on, fields: vec![field], toks },
            Use::Rising | Use::Falling => Fact::Sort { on, fields: vec![(field, descending)], toks },
            Use::Below => {
                let Some(rows) = on else { continue };
                draft.likely_below.push(Below { line: parameter.line, rows, record: field, toks });
                continue;
            }
        };
        draft.likely_lists.push((parameter.line, fact));
    }
}

/// "Count visits by state": what is summed up is no list.
fn reckons(sentence: &Sentence, parameter: &Parameter) -> bool {
    const SUMS: &[&str] =
        &["count", "counts", "counted", "average", "averages", "total", "totals", "sum", "sums"];
    const NEAR: usize = 12;
    let before = sentence.toks.get(parameter.from.saturating_sub(NEAR)..parameter.from).unwrap_or_default();
    let before = before.rsplit(|tok| tok.is(";") || tok.is(".") || tok.is(":")).next().unwrap_or_default();
    let pair = |a: &str, b: &str| before.windows(2).any(|two| matches!(two, [x, y] if x.is(a) && y.is(b)));
    before.iter().any(|tok| SUMS.contains(&tok.low.as_str())) || pair("number", "of") || pair("how", "many")
}
