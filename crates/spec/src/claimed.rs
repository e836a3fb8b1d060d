//! Words that a thing or a list took with its clause, though nothing of it says them: `guards look up permits` is a list
//! of permits, and the guards are nowhere in it. They are given back, to be read or asked about like any other word.

use std::collections::HashMap;

use domain::spec::Relation;

use crate::{
    assemble::{
        draft::{Draft, Sentence, Target},
        finish,
    },
    english::{
        cursor::{any, eat_first},
        lexicon::{Form, lexicon},
        token::Tok,
    },
    words,
};

/// Verbs by which a request says that things are there, are kept or are looked at, and nothing more.
const BEING: &str = "add allow be belong browse capture carry come compose comprise consist contain cover define describe \
                     display enter exist expose fetch filter find get give handle have hold identify include involve keep know \
                     list look maintain make manage model need note offer order own page paginate provide record register \
                     represent return save search see show sort start store support track use view want work write";

/// Words around a name that tell which of a kind, how many, or that more follows.
const AROUND: &str = "afterwards also besides both but certain data details different existing first five following four had has have individual info information just many \
                      new one optional own plus profile required separate several single small then three two various whether whole who whom whose";

/// Words of filtering, sorting and paging.
const LISTING: &str = "alphabetical alphabetically asc ascending chronological date dates day default desc descending earliest entries \
                       filterable filtered filtering filters first free full full-text highest keyword keywords items last latest limit limited lowest max maximum min \
                       minimum narrow narrowed offset newest oldest optionally order ordered ordering page paged paging pages paginated parameter \
                       parameters params period query range recent restrict restricted result results reverse searchable searched \
                       searches searching soonest sortable sorted sorting split text through time top till twenty until";

/// People who are everybody, where nobody has an account.
const ANYBODY: &str = "customer guest people person public visitor";

const CAN: &[&str] = &["can|may|could|should|must|shall|will|cannot"];

/// By thing and word: whether the word names the thing, and whether it names what the thing has a key to.
#[derive(Default)]
pub struct Known {
    names: HashMap<(String, String), bool>,
    keys: HashMap<(String, String), bool>,
}

impl Known {
    fn names(&mut self, draft: &Draft, entity: &str, tok: &Tok) -> bool {
        let place = (entity.to_owned(), tok.low.clone());
        *self.names.entry(place).or_insert_with(|| names(draft, entity, tok))
    }

    fn points_to(&mut self, draft: &Draft, entity: &str, tok: &Tok) -> bool {
        let place = (entity.to_owned(), tok.low.clone());
        *self.keys.entry(place).or_insert_with(|| points_to(draft, entity, tok))
    }
}

/// Gives back what the clauses of one sentence took beside their things.
pub fn give_back(draft: &mut Draft, known: &mut Known, sentence: &Sentence) {
    let toks = &sentence.toks;
    for (at, tok) in toks.iter().enumerate().filter(|(_, tok)| tok.content && !tok.quoted) {
        let place = (sentence.text, tok.start);
        let said = match draft.cover.get(&place) {
            Some(Target::Operation(id)) => listed_by(draft, id).is_none_or(|entity| {
                is_in(LISTING, &tok.low)
                    || is_in(LISTING, &words::singular(&tok.low))
                    || most(tok)
                    || of_the_thing(draft, known, &entity, toks, at)
            }),
            Some(Target::Pointer(pointer)) => thing(pointer).is_none_or(|entity| {
                of_the_thing(draft, known, entity, toks, at) || refused(draft, entity, tok)
            }),
            _ => true,
        };
        if !said {
            draft.cover.remove(&place);
        }
    }
}

/// Somebody of whom a clause tells what they do, and whom nothing else knows: `guard can only look up by plate`.
pub fn somebody(draft: &Draft, sentence: &Sentence, at: usize) -> bool {
    let Some(tok) = sentence.toks.get(at).filter(|tok| tok.content && tok.word) else { return false };
    let word = words::singular(&tok.low);
    let does = eat_first(&sentence.toks, at + 1, CAN).is_some();
    let known =
        draft.roles.contains(&word) || draft.told_roles.contains(&word) || draft.names.contains_key(&word);
    does && !known && !plain(tok) && !is_in(ANYBODY, &word)
}

/// The thing, where a word went to nothing more than it.
fn thing(pointer: &str) -> Option<&str> {
    pointer.strip_prefix("/entities/").filter(|name| !name.contains('/'))
}

/// The thing whose list has the id.
fn listed_by(draft: &Draft, id: &str) -> Option<String> {
    draft.entities.keys().find(|entity| finish::op_id("list", entity) == id).cloned()
}

fn is_in(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == word)
}

/// Whether a value such as `night_porter` is the word, or has it.
fn is_or_has(value: &str, word: &str) -> bool {
    let parts = |text: &str| text.split(['_', '-', ' ']).map(str::to_owned).collect::<Vec<_>>();
    let (parts, word) = (parts(value), parts(word));
    parts == word || word.len() == 1 && parts.contains(&word[0])
}

fn of_the_thing(draft: &Draft, known: &mut Known, entity: &str, toks: &[Tok], at: usize) -> bool {
    let tok = &toks[at];
    plain(tok)
        || deed(toks, at)
        || draft.roles.iter().any(|role| is_or_has(role, &words::singular(&tok.low)))
        || told_elsewhere(draft, entity, &tok.low)
        || known.names(draft, entity, tok)
        || stands_by_name(draft, known, entity, toks, at)
        || known.points_to(draft, entity, tok)
}

/// `cheapest first`, `the heaviest`
fn most(tok: &Tok) -> bool {
    tok.low.ends_with("est")
}

fn plain(tok: &Tok) -> bool {
    let lexicon = lexicon();
    let word = tok.low.as_str();
    lexicon.fillers.contains(word)
        || lexicon.technical.contains(word)
        || is_in(AROUND, word)
        || lexicon.verb(word).is_some_and(|(base, _)| is_in(BEING, base))
}

/// The word is one of the name, of another name of the thing, or of a member.
fn names(draft: &Draft, entity: &str, tok: &Tok) -> bool {
    let word = words::singular(&tok.low);
    let is = |part: &str| {
        part == word || part == tok.low || Some(part) == word.strip_suffix("'s") || made_of(part, &word)
    };
    let members_of = draft.entities.get(entity);
    let members = || members_of.into_iter().flat_map(|e| e.fields.keys());
    let alias = |(alias, name): (&String, &String)| name == entity && alias.split(' ').any(is);
    let values =
        members_of.iter().flat_map(|e| e.fields.values()).filter_map(|field| field.values.as_ref()).flatten();
    let value = values.filter_map(serde_json::Value::as_str).any(|value| is_or_has(value, &tok.low));
    value
        || words::snake(entity).unwrap_or_default().split('_').any(is)
        || members().any(|name| *name == tok.low || name.split('_').any(is))
        || draft.names.iter().any(alias)
}

/// `members book classes` is the booking, `candidates apply` the application.
fn made_of(part: &str, verb: &str) -> bool {
    const SHORTEST: usize = 4;
    let common = part.bytes().zip(verb.bytes()).take_while(|(a, b)| a == b).count();
    common > SHORTEST || common == SHORTEST && common + 1 >= part.len().min(verb.len())
}

/// `small weather stations`, `a parcel of land`: what stands right beside the name is said of it.
fn stands_by_name(draft: &Draft, known: &mut Known, entity: &str, toks: &[Tok], at: usize) -> bool {
    const BEFORE: usize = 3;
    let of = |n: usize| toks.get(n).is_some_and(|tok| tok.is("of"));
    let mut named = |n: usize| toks.get(n).is_some_and(|tok| known.names(draft, entity, tok));
    let before = (at + 1..toks.len()).take(BEFORE).take_while(|n| toks[*n].word && toks[*n].content);
    before.into_iter().any(&mut named)
        || of(at + 1) && named(at + 2)
        || at >= 2 && of(at - 1) && named(at - 2)
}

/// `unique (flag, environment)`, `cancelled is final`: what is kept beside the thing, and not in it.
fn told_elsewhere(draft: &Draft, entity: &str, word: &str) -> bool {
    match word {
        "unique" => {
            draft.entities.get(entity).is_some_and(|e| !e.unique.is_empty())
                || draft.pending_unique.iter().any(|(of, ..)| of == entity)
        }
        "final" => draft.rules.iter().any(|rule| rule.entity.as_deref() == Some(entity)),
        _ => false,
    }
}

/// `the beekeeper notes the date`, `postcards I collect`, `an incident is reported with …`: what is done with the thing that is told of.
fn deed(toks: &[Tok], at: usize) -> bool {
    const BEHIND: &[&str] = &["with", "by", "on", "at", "as", "in"];
    let being = |n: usize| {
        toks.get(n).and_then(|tok| lexicon().verb(&tok.low)).is_some_and(|(base, _)| is_in(BEING, base))
    };
    if lexicon().roles.contains(&words::singular(&toks[at].low)) && being(at + 1) {
        return true;
    }
    match lexicon().verb(&toks[at].low) {
        Some((_, Form::Base | Form::Third)) => any(toks, at.wrapping_sub(1), &["i", "we"]),
        Some((_, Form::Past)) => any(toks, at.wrapping_sub(1), &["is", "are"]) && any(toks, at + 1, BEHIND),
        _ => false,
    }
}

/// The word names something that the thing has a key to, or that has a key to it.
fn points_to(draft: &Draft, entity: &str, tok: &Tok) -> bool {
    let beside = |r: &Relation| match (r.from == entity, r.to == entity) {
        (true, _) => Some(r.to.clone()),
        (_, true) => Some(r.from.clone()),
        _ => None,
    };
    draft.relations.iter().filter_map(beside).any(|other| names(draft, &other, tok))
}

/// `nobody can delete them`: what is refused to all is a route that is missing, and no fact to point to.
fn refused(draft: &Draft, entity: &str, tok: &Tok) -> bool {
    let denied = draft.denied.iter().any(|(of, _)| of == entity);
    let word = words::singular(&tok.low);
    let deed = lexicon().verb(&word).or_else(|| lexicon().verb(&tok.low));
    let refusal = matches!(
        tok.low.as_str(),
        "nobody"
            | "anyone"
            | "anybody"
            | "permanent"
            | "cannot"
            | "can't"
            | "mustn't"
            | "shouldn't"
            | "never"
            | "impossible"
    );
    denied && (deed.is_some() || refusal)
}
