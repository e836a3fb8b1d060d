//! GraphQL schemas.

use super::{check, check_file};

const BLOG: &str = r#"
"""A written piece"""
type Post {
  id: ID!
  "As printed"
  title: String!
  status: Status!
  author: User!
  comments(first: Int): [Comment!]!
  tags: [String!]!
  createdAt: DateTime!
}
type User { id: ID!, email: String! @unique, posts: [Post!]! }
type Comment { id: ID!, text: String, post: Post! }
enum Status { DRAFT OUT }
scalar DateTime
input CreatePostInput { title: String!, body: String = "empty", authorId: ID! }
type PostConnection { edges: [PostEdge!]! }
type Query { posts: [Post!]!, post(id: ID!): Post, me: User }
type Mutation { createPost(input: CreatePostInput!): Post!, publishPost(id: ID!): Post! }
"#;

const FACTS: &str = r##"
    Post timestamps
    title: string required # As printed
    status: enum required in ["DRAFT","OUT"]
    tags: array<string> required
    body: text default="empty"
    User
    email: email required unique pii=contact
    Comment
    text: text
    Post -> User author_id many_to_one required
    Comment -> Post post_id many_to_one required
    ? unrecognised: publishPost(id: ID!): Post!
    ? unrecognised: type PostConnection { edges: [PostEdge!]! }
"##;

#[test]
fn types_inputs_and_enums_are_read_and_other_mutations_asked_about() {
    check_file(BLOG, Some("schema.graphql"), FACTS);
    check(&format!("Build this:\n{BLOG}\nOnly members may write."), FACTS);
}

#[test]
fn a_schema_with_an_error_is_quoted_with_the_reason() {
    check_file("type A { b: [String! }", Some("a.graphql"), "? unrecognised!: type A { b: [String! }");
}
