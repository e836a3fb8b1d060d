//! Things that several others have at once: a tag is no part of one post, a team plays in many matches.

use super::draft::{Draft, Sentence};
use crate::{
    english::{
        cursor::{eat_first, number},
        evidence::Item,
        lexicon::lexicon,
    },
    words,
};

/// Things that many share with many: a tag is no part of one post.
const SHARED: &[&str] = &[
    "tag",
    "category",
    "genre",
    "label",
    "skill",
    "topic",
    "keyword",
    "author",
    "actor",
    "ingredient_",
    "allergen",
    "amenity",
];

/// What an order, a menu or a playlist holds goes into the next one too.
fn gathers(owner: &str, thing: &str) -> bool {
    const GATHERERS: &[&str] = &[
        "order",
        "cart",
        "basket",
        "menu",
        "recipe",
        "playlist",
        "workout",
        "meal",
        "prescription",
        "bundle",
        "wishlist",
        "setlist",
        "bouquet",
        "kit",
        "box",
        "collection",
        "plan",
        "program",
        "programme",
        "visit",
        "appointment",
        "quote",
    ];
    const GATHERED: &[&str] = &[
        "product",
        "dish",
        "ingredient",
        "song",
        "track",
        "exercise",
        "medicine",
        "drug",
        "book",
        "course",
        "article",
        "menu item",
        "movie",
        "film",
        "video",
        "game",
        "recipe",
        "flower",
        "food",
        "piece",
        "treatment",
        "service",
        "procedure",
    ];
    let head = words::snake(owner).unwrap_or_default();
    GATHERERS.contains(&head.rsplit('_').next().unwrap_or_default()) && GATHERED.contains(&thing)
}

/// Whether many things of the owner's kind share what the list names.
pub fn goes_into(owner: &str, item: &Item) -> bool {
    let thing = words::singular(item.np.last());
    SHARED.contains(&thing.as_str()) || gathers(owner, &thing)
}

/// What ties a recipe to one of its ingredients and says how much of it: an entity of its own, once for each pair.
pub fn joint(
    draft: &mut Draft,
    sentence: &Sentence,
    holder: &str,
    thing: &str,
    item: &Item,
) -> Option<String> {
    let name = format!("{holder}{thing}");
    let tied = |a: &str, b: &str| draft.relations.iter().any(|r| r.from == a && r.to == b);
    if holder == thing || draft.entities.contains_key(&name) || tied(holder, thing) || tied(thing, holder) {
        return None;
    }
    let key = |of: &str| format!("{}_id", words::snake(of).unwrap_or_default());
    let span = sentence.span(&item.np.toks);
    let rule = Some("G2.joint".to_owned());
    let entity = domain::spec::Entity {
        unique: vec![vec![key(holder), key(thing)]],
        origin: Some(domain::Origin::Inferred),
        src: span,
        rule: rule.clone(),
        ..domain::spec::Entity::default()
    };
    draft.entities.insert(name.clone(), entity);
    draft.names.insert(super::finish::spaced(&name), name.clone());
    for of in [holder, thing] {
        let mut relation = super::draft::many_to_one(&name, of, key(of));
        (relation.src, relation.rule) = (span, rule.clone());
        if of == holder {
            relation.on_delete = Some(domain::spec::OnDelete::Cascade);
        }
        draft.relate(relation);
    }
    let (one, other) = (super::finish::spaced(holder), super::finish::spaced(thing));
    draft.assume(
        format!(
            "what a {one} says of each {other} is kept as {name}, once for each pair, and goes with the {one}"
        ),
        Some(format!("/entities/{name}")),
        &[],
    );
    Some(name)
}

/// "A match has a date and two teams": so many of those take part, and in others too. How many is no form's.
pub fn partakers(draft: &mut Draft, sentence: &Sentence, target: &str, item: &Item) -> bool {
    const SIDES: &[&str] =
        &["team", "club", "side", "party", "player", "opponent", "competitor", "contestant", "crew", "squad"];
    let thing = words::singular(item.np.last());
    let people = item.np.person || SIDES.contains(&thing.as_str()) || lexicon().roles.contains(&thing);
    let start = item.toks.start;
    let lead = eat_first(&sentence.toks, start, &["exactly|always|the"]).unwrap_or(start);
    let counted =
        number(&sentence.toks, lead).filter(|(n, end)| *n >= 2.0 && *end == item.np.name_toks.start);
    let Some((count, _)) = counted.filter(|_| people) else { return false };
    draft.assume(
        format!("that there are exactly {count} of {} is not checked", item.np.key()),
        Some(format!("/entities/{target}")),
        &[],
    );
    true
}
