//! Which verbs move a thing, and which state leads to which.

use linear::{Decision, Settings, Tagged};
use spec::weigh::{
    owner::Names,
    step::{self, Deed, Lives, Moving, Step},
};

use super::{
    align::Example,
    learn::{Case, FOLDS, Seen, joined, seen, sure_things, unseen},
};

const STEP: Settings = Settings { rounds: 6, alpha: 0.1, l1: 0.5, l2: 0.5, seed: 1 };

/// The verbs that may move a thing, each with whether it does.
pub(super) fn deeds(seen: &Seen<'_>, lives: &Lives<'_>) -> Vec<(Deed, bool)> {
    let is = |deed: &Deed| {
        let mut all = seen.example.deeds.iter();
        all.any(|(thing, verb)| joined(thing) == joined(&deed.thing) && *verb == deed.verb)
    };
    lives.deeds().into_iter().map(|deed| (deed.clone(), is(&deed))).collect()
}

/// The changes of state that may be meant, each with whether it is.
pub(super) fn steps(seen: &Seen<'_>, lives: &Lives<'_>, moving: &Moving) -> Vec<(Step, bool)> {
    let is = |step: &Step| {
        seen.example.steps.iter().any(|(thing, from, to)| {
            joined(thing) == joined(&step.thing) && *from == step.from && *to == step.to
        })
    };
    lives.steps(moving).into_iter().map(|step| (step.clone(), is(&step))).collect()
}

/// Verbs and changes of state of each request, with how likely each verb is by weights that did not see the request.
pub(super) struct Told {
    deeds: Vec<(f32, Deed, bool)>,
    steps: Vec<(Step, bool)>,
}

pub(super) fn told(seen: &[&Seen<'_>], tagged: &[Vec<Tagged>], names: &[Names]) -> Vec<Told> {
    let lives: Vec<Lives<'_>> = seen
        .iter()
        .zip(tagged)
        .zip(names)
        .map(|((seen, tagged), names)| Lives::of(&seen.text, tagged, names, &seen.example.changes))
        .collect();
    let all: Vec<Vec<(Deed, bool)>> =
        seen.iter().zip(&lives).map(|(seen, lives)| deeds(seen, lives)).collect();
    let mut found: Vec<Option<Told>> = seen.iter().map(|_| None).collect();
    for fold in 0..FOLDS {
        let decision =
            deed_decision(all.iter().enumerate().filter(|(n, _)| n % FOLDS != fold).map(|(_, d)| d));
        for n in (0..seen.len()).filter(|n| n % FOLDS == fold) {
            let weighed: Vec<(f32, Deed)> =
                all[n].iter().map(|(deed, _)| (decision.likely(&deed.features), deed.clone())).collect();
            let steps = steps(seen[n], &lives[n], &step::moving(&weighed));
            let deeds = weighed.into_iter().zip(&all[n]).map(|((likely, deed), (_, is))| (likely, deed, *is));
            found[n] = Some(Told { deeds: deeds.collect(), steps });
        }
    }
    found.into_iter().flatten().collect()
}

pub(super) fn deed_decision<'a>(deeds: impl Iterator<Item = &'a Vec<(Deed, bool)>>) -> Decision<'static> {
    let all = deeds.flatten().map(|(deed, is)| (deed.features.clone(), *is));
    Decision::train(&all.collect::<Vec<_>>(), &STEP)
}

pub(super) fn step_decision<'a>(told: impl Iterator<Item = &'a Told>) -> Decision<'static> {
    let all = told.flat_map(|told| &told.steps).map(|(step, is)| (step.features.clone(), *is));
    Decision::train(&all.collect::<Vec<_>>(), &STEP)
}

pub(super) fn life_decisions(
    seen: &[&Seen<'_>],
    tagged: &[Vec<Tagged>],
    names: &[Names],
) -> (Decision<'static>, Decision<'static>) {
    let told = told(seen, tagged, names);
    let deeds: Vec<Vec<(Deed, bool)>> =
        told.iter().map(|t| t.deeds.iter().map(|(_, deed, is)| (deed.clone(), *is)).collect()).collect();
    (step_decision(told.iter()), deed_decision(deeds.iter()))
}

/// How likely steps and verbs are by weights that were learned from the other requests, each once; whether it is right,
/// and whether the first reading has it.
pub fn measure_lives(examples: &[Example]) -> (Vec<Case>, Vec<Case>) {
    let all = seen(examples);
    let all: Vec<&Seen<'_>> = all.iter().collect();
    let tagged = unseen(&all);
    let mut names: Vec<Names> =
        all.iter().zip(&tagged).map(|(seen, tagged)| Names::of(&seen.text, tagged)).collect();
    let _ = sure_things(&all, &tagged, &mut names);
    let told = told(&all, &tagged, &names);
    let (mut steps, mut deeds) = (Vec::new(), Vec::new());
    for fold in 0..FOLDS {
        let decision =
            step_decision(told.iter().enumerate().filter(|(n, _)| n % FOLDS != fold).map(|(_, t)| t));
        for told in told.iter().enumerate().filter(|(n, _)| n % FOLDS == fold).map(|(_, told)| told) {
            let weighed = told.steps.iter().map(|(s, is)| (decision.likely(&s.features), (s.clone(), *is)));
            let best =
                step::best(weighed.collect(), |(s, _)| (s.thing.clone(), s.from.clone(), s.to.clone()));
            steps.extend(best.into_iter().map(|(likely, (s, is))| (likely, is, s.read)));
            let weighed = told.deeds.iter().map(|(likely, d, is)| (*likely, (d.clone(), *is)));
            let best = step::best(weighed.collect(), |(d, _)| (d.thing.clone(), d.verb.clone()));
            deeds.extend(best.into_iter().map(|(likely, (d, is))| (likely, is, d.read)));
        }
    }
    (steps, deeds)
}
