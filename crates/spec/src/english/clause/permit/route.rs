//! Who may call the route that stands before, on its line: `DELETE /rooms/{id} (admin only)`, `POST /rooms: only for staff`.
//! A right without a deed: the route is the deed, which only the draft knows.

use super::{
    super::{
        super::{
            cursor::{any, eat_first},
            evidence::{Fact, Who},
            token::Tok,
        },
        Read,
    },
    people::roles,
};

pub fn read(toks: &[Tok], at: usize) -> Read {
    const ONLY: &[&str] = &[
        "only for|by|to|as?",
        "for only?",
        "restricted|limited|reserved to|for only?",
        "requires|needs|require|need an?|the?",
        "must be|have an?|the?",
        "allowed for only?",
        "by only?",
    ];
    const BEHIND: &[&str] =
        &["role|roles|users|rights|permission|permissions|access only?", "- only", "only"];
    if at > 0 {
        return None;
    }
    let open = eat_first(toks, 0, &["(|[|-|–|—|:|,|#|=", "is|are"]).unwrap_or(0);
    let lead = eat_first(toks, open, ONLY);
    let (who, next) = roles(toks, lead.unwrap_or(open))?;
    let behind = eat_first(toks, next, BEHIND);
    let end = eat_first(toks, behind.unwrap_or(next), &[")|]"]).unwrap_or(behind.unwrap_or(next));
    let end = eat_first(toks, end, &["."]).unwrap_or(end);
    let only = lead.is_some() || behind.is_some_and(|n| any(toks, n - 1, &["only"]));
    // "admin only, refused when it has readings": what follows is no word of it.
    let end = eat_first(toks, end, &[", others|everybody|everyone|anybody|anyone|all|the else|others|rest? get|gets|receive|receives a|an? 403|forbidden|refused"])
        .unwrap_or(end);
    let whole = end == toks.len() || any(toks, end, &[",", ";", "("]);
    let known = who.iter().all(|(who, _)| matches!(who, Who::Role(_) | Who::User));
    let (acts, objects) = (Vec::new(), Vec::new());
    (only && known && whole).then(|| {
        let fact = Fact::Permit { who, acts, objects, own: false, only: true, deny: false, toks: 0..end };
        (vec![fact], end)
    })
}
