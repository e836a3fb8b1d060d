//! Which names of the stack say what is built with, and what kind of software is built.

use linear::{Choice, Decision, Settings};
use spec::weigh::{Text, kind, stack};

use super::{
    align::Example,
    learn::{Case, FOLDS, Seen},
};

const STACK: Settings = Settings { rounds: 12, alpha: 0.1, l1: 0.3, l2: 0.5, seed: 1 };
const KIND: Settings = Settings { rounds: 10, alpha: 0.1, l1: 0.5, l2: 0.5, seed: 1 };

/// What speaks for each name of the stack, whether it says what is built, and whether the first reading takes it. A
/// language that only follows from a framework has no label, and so says nothing.
pub(super) fn stack_names(example: &Example, text: &Text<'_>) -> Vec<(Vec<linear::Feature>, bool, bool)> {
    let all = stack::candidates(text).into_iter().filter_map(|named| {
        let label = match named.key {
            "storage" => &example.storage,
            "framework" => &example.framework,
            _ => &example.language,
        };
        let implied = named.key == "language" && example.framework.is_some() && label.is_none();
        let right = label.as_deref().is_some_and(|label| {
            label.split('/').any(|label| label == named.value)
                || named.value == "javascript" && label == "typescript"
        });
        (!implied).then_some((named.features, right, named.read))
    });
    all.collect()
}

/// What speaks for each kind of software, and which are right.
pub(super) fn kinds(example: &Example, text: &Text<'_>) -> Option<(Vec<Vec<linear::Feature>>, Vec<bool>)> {
    let right: Vec<bool> =
        kind::KINDS.iter().map(|kind| example.kinds.iter().any(|right| right == kind.as_str())).collect();
    right.contains(&true).then(|| (kind::candidates(text, &example.kind), right))
}

pub(super) fn kind_choice(seen: &[&Seen<'_>]) -> Choice<'static> {
    Choice::train(&seen.iter().filter_map(|seen| kinds(seen.example, &seen.text)).collect::<Vec<_>>(), &KIND)
}

pub(super) fn stack_decision(seen: &[&Seen<'_>]) -> Decision<'static> {
    let all = seen.iter().flat_map(|seen| stack_names(seen.example, &seen.text));
    Decision::train(&all.map(|(features, right, _)| (features, right)).collect::<Vec<_>>(), &STACK)
}

/// How likely the likeliest kind of software is, whether it is right, what the first reading has and whether that is.
pub type Software = (f32, bool, String, bool);

/// What is built with, and what is built, by weights that were learned from the other requests: how likely each name of
/// the stack is, whether it is right, and whether the first reading takes it; and of each kind of software how likely the
/// likeliest is, whether it is right, what the first reading has and whether that is right.
pub fn measure_project(examples: &[Example]) -> (Vec<Case>, Vec<Software>) {
    let texts: Vec<Text<'_>> = examples.iter().map(|example| Text::of(&example.sentences)).collect();
    let names: Vec<_> =
        examples.iter().zip(&texts).map(|(example, text)| stack_names(example, text)).collect();
    let softwares: Vec<_> = examples.iter().zip(&texts).map(|(example, text)| kinds(example, text)).collect();
    let (mut stack, mut kind) = (Vec::new(), Vec::new());
    for fold in 0..FOLDS {
        let rest = |n: &usize| n % FOLDS != fold;
        let kept: Vec<usize> = (0..examples.len()).filter(rest).collect();
        let learned = kept.iter().flat_map(|n| &names[*n]).map(|(f, right, _)| (f.clone(), *right));
        let decision = Decision::train(&learned.collect::<Vec<_>>(), &STACK);
        let learned = kept.iter().filter_map(|n| softwares[*n].clone());
        let choice = Choice::train(&learned.collect::<Vec<_>>(), &KIND);
        for n in (0..examples.len()).filter(|n| n % FOLDS == fold) {
            stack.extend(names[n].iter().map(|(f, right, read)| (decision.likely(f), *right, *read)));
            if let Some((candidates, right)) = &softwares[n]
                && let Some(picked) = choice.pick(candidates)
            {
                let read = examples[n].kind.clone();
                let read_right = examples[n].kinds.contains(&read);
                kind.push((picked.likely[picked.best], right[picked.best], read, read_right));
            }
        }
    }
    (stack, kind)
}
