//! References between described records, as formats with typed members write them: `author: User`,
//! `posts: [Post!]!`. Two members may be the two sides of one relation.

use std::ops::Range;

use domain::spec::{FieldType, OnDelete, Relation, RelationKind};

use super::sheet::{Sheet, many_to_one};
use crate::{
    types,
    words::{singular, snake},
};

/// A member of `from` whose values are records of `to`.
#[derive(Debug, Clone)]
pub struct Link {
    pub from: String,
    /// In the spelling of the spec.
    pub member: String,
    pub to: String,
    pub is_list: bool,
    /// `false` where the key is known to stand on the other side.
    pub owns: bool,
    pub required: bool,
    pub unique: bool,
    pub on_delete: Option<OnDelete>,
    /// Both sides of one relation may share a name of their own.
    pub name: Option<String>,
    pub range: Range<usize>,
}

/// More references than any described system has; each is compared with all others.
const MAX_LINKS: usize = 2000;

/// Turns the links of one document into relations.
pub fn write(sheet: &mut Sheet<'_>, links: &[Link], rule: &'static str) {
    if let Some(first) = links.get(MAX_LINKS) {
        sheet.unread(first.range.clone(), "there are more than 2000 references between records");
    }
    let links = links.get(..links.len().min(MAX_LINKS)).unwrap_or_default();
    let mut done = vec![false; links.len()];
    // A key says more than the list on the other side, so keys come first.
    let owners = links.iter().enumerate().filter(|(_, link)| !link.is_list && link.owns);
    let others = links.iter().enumerate().filter(|(_, link)| !link.is_list && !link.owns);
    for (at, link) in owners.chain(others) {
        if std::mem::replace(&mut done[at], true) {
            continue;
        }
        let twin = other_side(links, &done, at, |other| !other.is_list);
        let key = format!("{}_id", link.member.strip_suffix("_id").unwrap_or(&link.member));
        let mut relation = many_to_one(&link.from, &link.to, key, link.required, link.on_delete);
        if link.unique || twin.is_some() {
            relation.kind = RelationKind::OneToOne;
        }
        let pointer = relate(sheet, relation, link, rule);
        let other = twin.or_else(|| other_side(links, &done, at, |other| other.is_list));
        cover(sheet, links, &mut done, other, pointer);
    }
    for (at, link) in links.iter().enumerate().filter(|(_, link)| link.is_list) {
        if std::mem::replace(&mut done[at], true) {
            continue;
        }
        let twin = other_side(links, &done, at, |other| other.is_list);
        let known = sheet.out.relations.iter().position(|r| r.from == link.to && r.to == link.from);
        if let (Some(known), None) = (known, twin) {
            sheet.cover(link.range.clone(), format!("/relations/{known}"));
            continue;
        }
        // Tags, genres and the like are shared between their owners.
        let shared =
            types::infer(&link.member).field.ql_type == FieldType::StringArray || link.from == link.to;
        let relation = if twin.is_some() || shared {
            let key = format!("{}_ids", singular(&link.member));
            let mut relation = many_to_one(&link.from, &link.to, key, false, None);
            relation.kind = RelationKind::ManyToMany;
            relation
        } else {
            many_to_one(
                &link.to,
                &link.from,
                format!("{}_id", snake(&link.from).unwrap_or_default()),
                true,
                None,
            )
        };
        let pointer = relate(sheet, relation, link, rule);
        cover(sheet, links, &mut done, twin, pointer);
    }
}

/// Adds the relation and says where it is.
fn relate(sheet: &mut Sheet<'_>, relation: Relation, link: &Link, rule: &'static str) -> Option<String> {
    let (from, to, field) = (relation.from.clone(), relation.to.clone(), relation.field.clone());
    sheet.relation(relation, link.range.clone(), rule);
    let at = sheet.out.relations.iter().position(|r| r.from == from && r.to == to && r.field == field)?;
    Some(format!("/relations/{at}"))
}

/// The other side speaks about the same relation.
fn cover(
    sheet: &mut Sheet<'_>,
    links: &[Link],
    done: &mut [bool],
    other: Option<usize>,
    pointer: Option<String>,
) {
    let (Some(other), Some(pointer)) = (other, pointer) else { return };
    if let (Some(link), Some(flag)) = (links.get(other), done.get_mut(other)) {
        *flag = true;
        sheet.cover(link.range.clone(), pointer);
    }
}

/// The member of the target that leads back and is not spoken for.
fn other_side(links: &[Link], done: &[bool], at: usize, fits: impl Fn(&Link) -> bool) -> Option<usize> {
    let link = links.get(at)?;
    links.iter().enumerate().position(|(other_at, other)| {
        other_at != at
            && !done.get(other_at).copied().unwrap_or(true)
            && other.from == link.to
            && other.to == link.from
            && other.name == link.name
            && fits(other)
    })
}
