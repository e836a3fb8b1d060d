//! What happens to the rest when one is deleted: refused while there are others, taken along, or left without.

use domain::spec::OnDelete;

use super::scene::Scene;
use crate::english::evidence::Fact;

const DELETE: &[&str] = &[
    "delete",
    "deletes",
    "deleted",
    "deleting",
    "deletion",
    "deletable",
    "remove",
    "removes",
    "removed",
    "removing",
    "removal",
    "removable",
    "wipe",
    "wipes",
    "wiped",
    "wiping",
    "erase",
    "erases",
    "erased",
    "erasing",
    "purge",
    "purged",
    "drop",
    "drops",
    "dropped",
    "destroy",
    "destroyed",
    "destroying",
];
/// What becomes of those that belong to it.
const GO: &[&str] = &[
    "go",
    "goes",
    "gone",
    "disappear",
    "disappears",
    "vanish",
    "vanishes",
    "die",
    "dies",
    "follow",
    "follows",
];
const STAY: &[&str] = &["stay", "stays", "remain", "remains", "keep", "keeps", "kept", "survive", "survives"];
/// That others hang on it.
const HOLD: &[&str] = &[
    "with",
    "has",
    "have",
    "had",
    "having",
    "while",
    "long",
    "exist",
    "exists",
    "existing",
    "still",
    "there",
    "contain",
    "contains",
    "containing",
    "whom",
    "which",
    "whose",
    "when",
    "if",
    "where",
    "left",
    "attached",
    "linked",
    "own",
    "owns",
];
/// What makes two deletions one event.
const WITH: &[&str] = &[
    "if",
    "when",
    "once",
    "whenever",
    "deleting",
    "removing",
    "deletion",
    "removal",
    "too",
    "also",
    "well",
    "along",
    "then",
    "automatically",
    "together",
    "with",
    "after",
    "must",
    "should",
    "shall",
    "will",
];
/// Words that say nothing else in such a rule.
const BESIDE: &[&str] = &[
    "system",
    "database",
    "possible",
    "allow",
    "permit",
    "exist",
    "attach",
    "leave",
    "quit",
    "link",
    "belong",
    "associate",
    "automatically",
    "together",
    "too",
    "well",
    "along",
    "simply",
    "just",
    "afterwards",
    "anymore",
    "long",
    "still",
    "must",
    "again",
    "record",
    "entry",
    "child",
    "children",
    "contain",
    "hold",
    "have",
    "happen",
    "case",
    "whenever",
    "whom",
    "him",
    "his",
    "her",
    "us",
    "cascade",
    "them",
    "ones",
    "possibility",
    "refuse",
    "reject",
    "block",
    "prevent",
    "forbid",
    "fail",
    "deny",
    "prohibit",
    "impossible",
    "forbidden",
    "cannot",
    "never",
    "nobody",
    "can't",
    "mustn't",
    "shan't",
    "don't",
    "doesn't",
    "isn't",
    "aren't",
    "shouldn't",
    "won't",
];
/// They would turn the rule into another one.
const ELSE: &[&str] = &["unless", "until", "till", "except", "before", "or", "other", "another"];

pub fn read(scene: &Scene<'_>) -> Option<Fact> {
    let told = scene.count(DELETE);
    if told == 0 || scene.has(ELSE) || !scene.accounts_for(&[DELETE, GO, STAY, BESIDE]) {
        return None;
    }
    let (parent, child, before) = pair(scene)?;
    let deletions = told + usize::from(before);
    let refusals = scene.refusals();
    let only_without = scene.has(&["only"]) && scene.has(&["without"]) && refusals == 0;
    let none_left = scene.has(&["without"]) || scene.has(STAY);
    let effect = if refusals == 1 && deletions == 1 && !scene.has(GO) && !none_left && scene.has(HOLD)
        || only_without && deletions == 1
    {
        OnDelete::Restrict
    } else if scene.has(&["only"]) {
        return None;
    } else if refusals == 1 && deletions == 2
        || refusals == 0 && deletions == 1 && none_left && !scene.has(GO)
    {
        OnDelete::SetNull
    } else if refusals == 0
        && !none_left
        && (deletions == 2 || deletions == 1 && scene.has(GO))
        && (scene.has(WITH) || scene.says("="))
    {
        OnDelete::Cascade
    } else {
        return None;
    };
    let known = scene.key(&child, &parent)?;
    if known.on_delete.is_some_and(|said| said != effect) {
        return None;
    }
    let (parent, children) = (scene.phrase(&parent), vec![scene.phrase(&child)]);
    Some(Fact::Cascade { parent, children, effect, toks: scene.range.clone() })
}

/// What is deleted and what has a key to it, and whether the deletion was told before: "its loans are then deleted with it".
fn pair(scene: &Scene<'_>) -> Option<(String, String, bool)> {
    let of = |parent: &str, child: &str, before: bool| (parent.to_owned(), child.to_owned(), before);
    match scene.entities()[..] {
        [one, other] => match (scene.key(one, other), scene.key(other, one)) {
            (None, Some(_)) => Some(of(one, other, false)),
            (Some(_), None) => Some(of(other, one, false)),
            _ => None,
        },
        // "A page that still has child pages"
        [one] if scene.has(&["child", "children", "sub"]) => scene.key(one, one).map(|_| of(one, one, false)),
        [one] if scene.has(&["its", "their", "it", "them", "they", "his", "her"]) => {
            let parent = scene.spoken_of(one, DELETE).filter(|parent| parent != one)?;
            scene
                .has(&["then", "too", "also", "well", "with", "along", "together"])
                .then(|| of(&parent, one, true))
        }
        _ => None,
    }
}
