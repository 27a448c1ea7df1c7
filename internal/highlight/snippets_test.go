package highlight

// snippets are ordinary code in each of Languages.
var snippets = map[string]string{
	"ApacheConf": `# the site
<VirtualHost *:80>
    ServerName www.example.com
    DocumentRoot "/var/www/html"
    <Directory /var/www/>
        Options -Indexes +FollowSymLinks
        Require all granted
    </Directory>
    RewriteRule ^/old/(.*)$ /new/$1 [R=301,L]
    ErrorLog ${APACHE_LOG_DIR}/error.log
</VirtualHost>
`,
	"Awk": `# sums a column
BEGIN { FS = ","; total = 0 }
NR > 1 && $3 ~ /^[0-9]+$/ {
	total += $3
	names[$1] = names[$1] " " $2
}
function max(a, b) { return a > b ? a : b }
END { for (n in names) printf "%s: %s\n", n, names[n]; print total }
`,
	"Bash": `#!/bin/bash
# build and ship
set -euo pipefail
for f in src/*.c; do
  if [[ -n "${f%.c}" && $? -eq 0 ]]; then
    gcc -O2 -o "build/$(basename "$f" .c)" "$f" || exit 1
  fi
done
cat <<'END' | sed -e 's/a/b/'
text $HOME
END
count=$((count + 1)); echo "done: ${count:-0}" >&2
`,
	"Bash Session": `$ cd /tmp && ls -la
total 8
drwxr-xr-x 2 root root 4096 Jan  1 00:00 .
$ echo "Hello, $USER"
Hello, ada
# make install
install -m 755 kiosk /usr/bin
`,
	"Batchfile": `@echo off
REM copies everything
setlocal EnableDelayedExpansion
set "target=%USERPROFILE%\backup"
if not exist "%target%" mkdir "%target%"
for /f "tokens=1,2 delims=," %%a in (list.txt) do (
    echo %%a %%b
    copy /y "%%a" "%target%" >nul 2>&1 || goto :fail
)
:fail
exit /b %ERRORLEVEL%
`,
	"BibTeX": `@article{knuth1984,
  author = {Donald E. Knuth},
  title = "Literate Programming",
  year = 1984,
  pages = {97--111}
}
@string{cj = {The Computer Journal}}
% end
`,
	"C": `#include <stdio.h>
#define MAX(a, b) ((a) > (b) ? (a) : (b))
/* a list */
struct node { int value; struct node *next; };

static unsigned long sum(const struct node *n) {
	unsigned long s = 0x10UL; // start
	for (; n != NULL; n = n->next) {
		s += MAX(n->value, 'a') * 1.5e3;
	}
	printf("sum: %lu\n", s);
	return s;
}
`,
	"C#": `using System;
using System.Linq;
namespace Demo {
    // a person
    public sealed class Person : IDisposable {
        public string Name { get; set; } = "Ada";
        private readonly int[] ages = { 1, 2, 3 };
        public async Task<int> SumAsync(int by) {
            var path = @"C:\temp";
            if (by <= 0) throw new ArgumentException($"bad {by}");
            return ages.Where(a => a > 1).Sum() + (int)2.5f;
        }
    }
}
`,
	"C++": `#include <vector>
#include "kiosk.hpp"
namespace demo {
template <typename T, int N = 4>
class Stack final : public Base<T> {
public:
    explicit Stack(std::vector<T> v) : v_{std::move(v)} {}
    auto top() const noexcept -> const T& { return v_.back(); } // last
    void push(T &&t) { v_.emplace_back(std::forward<T>(t)); }
private:
    std::vector<T> v_;
    static constexpr auto raw = R"(a "b" c)";
};
}
int main() { for (auto x : {1, 2, 3}) std::cout << x << '\n'; return 0x1F; }
`,
	"Clojure": `(ns demo.core
  (:require [clojure.string :as str]))
;; greets
(defn greet
  "Says hello."
  [{:keys [name age] :or {age 42}}]
  (let [n (str/upper-case name)]
    (if (> age 18) (println "Hello," n \!) nil)))
(map #(* % 2) [1 2.5 3/4])
`,
	"CMake": `cmake_minimum_required(VERSION 3.20)
project(kiosk LANGUAGES C CXX)
# options
option(WITH_TLS "Use TLS" ON)
if(WITH_TLS AND NOT WIN32)
  find_package(OpenSSL REQUIRED)
  target_link_libraries(kiosk PRIVATE ${OPENSSL_LIBRARIES})
endif()
add_executable(kiosk src/main.c "src/$ENV{NAME}.c")
`,
	"CSS": `/* cards */
@import url("base.css");
:root { --gap: 1.5rem; }
@media (max-width: 600px) {
  .card > a:hover, #main::before {
    color: #ff8800 !important;
    margin: 0 auto calc(100% - var(--gap));
    background: url(img.png) no-repeat;
    font: bold 12px/1.5 "Fira Sans", sans-serif;
  }
}
`,
	"Dart": `import 'dart:async';
/// A point.
class Point<T extends num> {
  final T x, y;
  const Point(this.x, this.y);
  Future<String> show() async {
    await Future.delayed(const Duration(seconds: 1));
    return 'at $x and ${y + 1}'; // text
  }
}
void main() => print(Point(1, 2.5));
`,
	"Diff": `diff --git a/main.go b/main.go
index 83db48f..bf269f4 100644
--- a/main.go
+++ b/main.go
@@ -1,4 +1,5 @@ func main() {
 package main
-import "fmt"
+import "log"
+// why
 func main() {
`,
	"Django/Jinja": `{% extends "base.html" %}
{# the list #}
{% block content %}
<ul class="items">
  {% for item in items|slice:":5" %}
    <li>{{ item.name|upper|default:"none" }} {% if item.price > 10 %}!{% endif %}</li>
  {% endfor %}
</ul>
{% endblock %}
`,
	"Docker": `# syntax=docker/dockerfile:1
FROM golang:1.26-alpine AS build
ARG VERSION=1.0
ENV CGO_ENABLED=0 PATH="/usr/bin:$PATH"
WORKDIR /src
COPY --from=build go.mod ./
RUN apk add --no-cache git && \
    go build -ldflags "-X main.version=${VERSION}" -o /kiosk .
EXPOSE 22/tcp
ENTRYPOINT ["/kiosk", "--port", "22"]
`,
	"Elixir": `defmodule Demo.Server do
  use GenServer
  @moduledoc """
  Keeps a #{count}.
  """
  # starts
  def start_link(opts \\ []), do: GenServer.start_link(__MODULE__, opts, name: :demo)
  def handle_call({:get, key}, _from, %{} = state) when is_atom(key) do
    value = state |> Map.get(key, 0x1F) |> Kernel.+(1.5)
    {:reply, ~r/a+b/i, %{state | key => value}}
  end
end
`,
	"Elm": `module Main exposing (main)
import Html exposing (Html, text)
-- the model
type alias Model = { count : Int, name : String }
type Msg = Increment | Rename String
update : Msg -> Model -> Model
update msg model =
    case msg of
        Increment -> { model | count = model.count + 1 }
        Rename n -> { model | name = "x" ++ n }
`,
	"Erlang": `-module(demo).
-export([fact/1, loop/1]).
%% factorial
fact(0) -> 1;
fact(N) when N > 0 -> N * fact(N - 1).
loop(State = #state{name = Name}) ->
    receive
        {From, get} -> From ! {ok, <<"bin", Name/binary>>}, loop(State);
        stop -> io:format("bye ~p~n", [16#ff])
    end.
`,
	"FSharp": `module Demo
open System
// shapes
type Shape =
    | Circle of radius: float
    | Square of side: float
let area shape =
    match shape with
    | Circle r -> Math.PI * r ** 2.0
    | Square s -> s * s
[<EntryPoint>]
let main argv = [1..10] |> List.map (fun x -> x * 2) |> printfn "%A"; 0
`,
	"fish": `# greets
function greet --argument name
    set -l count (count $argv)
    if test $count -gt 0; and string match -q "a*" $name
        echo "Hello, $name" | tr a-z A-Z
    else
        for f in *.txt; echo $f; end
    end
end
`,
	"Fortran": `program demo
  implicit none
  integer :: i, n = 10
  real(kind=8), dimension(:), allocatable :: x
  ! fills
  allocate(x(n))
  do i = 1, n
    x(i) = sqrt(real(i)) * 1.5d0
  end do
  if (sum(x) .gt. 3.0) print *, "sum:", sum(x)
end program demo
`,
	"Go": `package main

import (
	"fmt"
	"os"
)

// Server keeps sessions.
type Server[T any] struct {
	mu       sync.Mutex
	sessions map[string]*T ` + "`json:\"sessions\"`" + `
}

func (s *Server[T]) Add(name string, t *T) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.sessions[name]; ok || len(name) > 0x40 {
		return fmt.Errorf("session %q: %w\n", name, os.ErrExist)
	}
	for i := range 10 {
		go func() { s.sessions[name] = t; _ = 1.5e3 + float64(i) }()
	}
	return nil
}
`,
	"GraphQL": `# a query
query Hero($episode: Episode = JEDI, $n: Int!) {
  hero(episode: $episode) @include(if: true) {
    name
    friends(first: $n) { ...on Droid { primaryFunction } }
  }
}
type Person implements Node { id: ID! "doc" height(unit: Unit = METER): Float }
`,
	"Groovy": `package demo
import groovy.transform.*
/** A task. */
@CompileStatic
class Task {
    String name = 'x'
    def run(Map opts = [:]) {
        def list = (1..10).collect { it * 2.5 }
        println "name: ${name} ${list.size()}"
        return opts?.debug ?: false // or not
    }
}
`,
	"Haskell": `{-# LANGUAGE OverloadedStrings #-}
module Main (main) where
import qualified Data.Map as M
-- | A tree.
data Tree a = Leaf | Node (Tree a) a (Tree a) deriving (Show, Eq)
insert :: Ord a => a -> Tree a -> Tree a
insert x Leaf = Node Leaf x Leaf
insert x t@(Node l y r)
  | x < y = Node (insert x l) y r
  | otherwise = t
main :: IO ()
main = mapM_ print $ M.toList (M.fromList [(1, "a"), (2, 'b':"c")]) >>= \x -> pure x
`,
	"HCL": `# a service
service "web" {
  port    = 8080
  enabled = true
  tags    = ["a", "b-${var.name}"]
  check {
    interval = "10s"
  }
}
`,
	"HTML": `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Demo &amp; more</title>
  <style>.card { color: #fff; }</style>
  <script>const x = document.querySelector("#a"); x.hidden = true; // hide</script>
</head>
<body>
  <!-- the list -->
  <ul id="a" class='items'><li><a href="/x?y=1">One</a></li></ul>
</body>
</html>
`,
	"INI": `; settings
[server]
host = example.com
port=22
# on
debug = true
path = "/var/lib/kiosk"
`,
	"Java": `package demo;
import java.util.*;
/** Doc. */
@SuppressWarnings("unchecked")
public class Demo<T extends Comparable<T>> implements Runnable {
    private static final long ID = 0x1FL;
    private final Map<String, List<T>> items = new HashMap<>();
    @Override
    public void run() throws IllegalStateException {
        for (Map.Entry<String, List<T>> e : items.entrySet()) {
            System.out.println("item: " + e.getKey() + '\n'); // print
            if (e.getValue().size() >= 10 && ID != 1.5f) { return; }
        }
    }
}
`,
	"JavaScript": `import { readFile } from 'fs';
// loads
const cache = new Map();
export async function load(name, { depth = 2, ...rest } = {}) {
  if (cache.has(name)) return cache.get(name);
  const text = await readFile(` + "`data/${name}.json`" + `, "utf8");
  const items = JSON.parse(text).filter((x) => x.id !== null && /^a+b$/i.test(x.name));
  class Item extends Base { get size() { return this.items.length * 0x10; } }
  for (let i = 0; i < items.length; i++) { cache.set(items[i].id, 1.5e3); }
  return items;
}
`,
	"JSON": `{
  "name": "kiosk",
  "version": "1.2.3",
  "private": true,
  "tags": ["a", "b\n", null],
  "size": {"width": 80, "height": -24.5e1}
}
`,
	"Julia": `module Demo
using LinearAlgebra
# norm
struct Point{T<:Real}
    x::T
    y::T
end
function norm(p::Point; scale=1.0)
    s = sqrt(p.x^2 + p.y^2) * scale
    println("norm: $(s) of $p")
    return [i for i in 1:10 if i % 2 == 0]
end
end
`,
	"Kotlin": `package demo
import kotlin.math.*
/** A user. */
data class User(val name: String, var age: Int = 42)
fun List<User>.oldest(): User? = this.maxByOrNull { it.age }
suspend fun main() {
    val users = listOf(User("Ada"), User("Bob", 0x1F))
    when (val u = users.oldest()) {
        null -> println("none")
        else -> println("oldest: ${u.name} $u") // print
    }
}
`,
	"Lua": `-- a stack
local Stack = {}
Stack.__index = Stack
function Stack.new(...)
  local self = setmetatable({ items = { ... }, n = 0x10 }, Stack)
  for i, v in ipairs(self.items) do print(i .. ": " .. tostring(v)) end
  return self
end
--[[ long ]]
local s = [[raw text]] if #s > 3 and not nil then return 1.5e3 ~= 2 end
`,
	"Makefile": `# build
CC ?= gcc
SRC := $(wildcard src/*.c)
.PHONY: all clean
all: build/kiosk
build/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) -c -o $@ $< $(CFLAGS)
ifeq ($(OS),Windows_NT)
include win.mk
endif
`,
	"Matlab": `% a wave
function y = wave(t, f)
  if nargin < 2
    f = 440;
  end
  y = sin(2*pi*f.*t) + 0.5e-1;
  for k = 1:10
    fprintf('%d\n', y(k)');
  end
  A = [1, 2; 3, 4]; disp("done")
end
`,
	"MySQL": "-- users\nCREATE TABLE `users` (\n  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,\n  name VARCHAR(40) DEFAULT 'x' COMMENT \"n\",\n  created DATETIME\n) ENGINE=InnoDB;\nSELECT u.name, COUNT(*) AS n FROM users u LEFT JOIN posts p ON p.user = u.id\nWHERE u.id > 0x10 AND u.name LIKE 'a%' GROUP BY u.name HAVING n >= 1.5 LIMIT 10;\n",
	"Nginx configuration file": `# a proxy
worker_processes 4;
http {
    upstream app { server 127.0.0.1:8080 weight=5; }
    server {
        listen 443 ssl;
        server_name example.com *.example.com;
        location ~* \.(png|jpg)$ {
            expires 30d;
            proxy_pass http://app;
            proxy_set_header Host "$host";
        }
    }
}
`,
	"Nix": `# a package
{ pkgs ? import <nixpkgs> { }, lib, ... }:
let
  version = "1.0";
  name = "kiosk-${version}";
in
pkgs.stdenv.mkDerivation rec {
  inherit name;
  src = ./.;
  buildInputs = with pkgs; [ go git ];
  installPhase = ''
    mkdir -p $out/bin
    cp ${name} $out/bin
  '';
  meta.broken = if lib.isList [ 1 2 ] then true else false;
}
`,
	"Objective-C": `#import <Foundation/Foundation.h>
// a person
@interface Person : NSObject <NSCopying>
@property (nonatomic, copy) NSString *name;
- (instancetype)initWithName:(NSString *)name age:(int)age;
@end
@implementation Person
- (void)greet {
    NSLog(@"Hello, %@ %d", self.name, 0x1F);
    for (NSNumber *n in @[@1, @2.5]) { [self add:n to:nil]; }
}
@end
`,
	"OCaml": `(* a tree *)
open Printf
type 'a tree = Leaf | Node of 'a tree * 'a * 'a tree
let rec insert x = function
  | Leaf -> Node (Leaf, x, Leaf)
  | Node (l, y, r) as t ->
    if x < y then Node (insert x l, y, r) else t
let () = List.iter (fun x -> printf "%d\n" (x + 0x1F)) [1; 2; 3]
module M = struct let x = 1.5e3 and c = 'a' end
`,
	"Perl": `#!/usr/bin/perl
use strict; use warnings;
# counts words
my %count;
while (my $line = <STDIN>) {
    chomp $line;
    next if $line =~ m/^\s*#/;
    $count{lc $_}++ for split /\W+/, $line;
    (my $x = $line) =~ s/foo/bar/g;
}
printf "%-10s %d\n", $_, $count{$_} foreach sort { $count{$b} <=> $count{$a} } keys %count;
sub add { my ($self, @rest) = @_; return scalar(@rest) + 1.5; }
`,
	"PHP": `<?php
declare(strict_types=1);
namespace App\Models;
use DateTime;
/** A user. */
final class User extends Model implements \JsonSerializable {
    private const MAX = 0x10;
    public function __construct(protected ?string $name = null, int ...$rest) {}
    public static function find(array $ids): ?self {
        foreach ($ids as $k => $id) {
            if ($id > self::MAX && !isset($this->cache[$id])) { echo "id: {$id} $k\n"; } # why
        }
        return array_map(fn($x) => $x * 1.5, [1, 'b']) ?: null;
    }
}
?>
<p class="x"><?= $name ?></p>
`,
	"PostgreSQL SQL dialect": `-- users
CREATE TABLE IF NOT EXISTS users (
  id BIGSERIAL PRIMARY KEY,
  name TEXT NOT NULL DEFAULT 'x',
  tags JSONB
);
CREATE FUNCTION inc(i integer) RETURNS integer AS $$
BEGIN RETURN i + 1; END;
$$ LANGUAGE plpgsql;
SELECT "name", tags->>'a', count(*) FROM users WHERE id = $1 AND name ILIKE E'a\n%' ORDER BY 1 DESC LIMIT 10::int;
`,
	"PowerShell": `# copies
param([Parameter(Mandatory)][string]$Path, [int]$Depth = 2)
function Copy-Tree {
    [CmdletBinding()]
    param($Source)
    Get-ChildItem -Path $Source -Recurse | Where-Object { $_.Length -gt 1KB } | ForEach-Object {
        Write-Host "copy $($_.Name) to $Path" -ForegroundColor Green
    }
    if (-not (Test-Path 'C:\x')) { throw "bad" } else { return @{ a = 1; b = @(1, 2.5) } }
}
`,
	"properties": `# settings
! more
server.port=8080
server.name = kiosk
message: Hello, \
    world
path = C\:\\temp
`,
	"Protocol Buffer": `syntax = "proto3";
package demo.v1;
import "google/protobuf/timestamp.proto";
// a user
message User {
  int64 id = 1;
  repeated string tags = 2 [deprecated = true];
  map<string, double> scores = 3;
  enum Kind { UNKNOWN = 0; ADMIN = 1; }
  oneof contact { string mail = 4; string phone = 5; }
}
service Users { rpc Get(User) returns (stream User); }
`,
	"Python": `#!/usr/bin/env python3
"""Counts words."""
import re
from collections import Counter

@dataclass(frozen=True)
class Reader(Base):
    name: str = "x"
    size: int = 0x1F

    def count(self, lines, *, limit=None, **kwargs) -> dict[str, int]:
        """Returns counts."""
        words = [w.lower() for line in lines for w in re.split(r"\W+", line) if w]
        try:
            result = Counter(words).most_common(limit or 10)
        except ValueError as e:
            raise RuntimeError(f"bad {e!r} {limit:>10}") from None
        return {k: v * 1.5e3 for k, v in result if v is not None and k != 'a\n'}  # why
`,
	"R": `# a model
library(ggplot2)
fit <- lm(y ~ x + log(z), data = df[df$a > 10L, ])
f <- function(x, ...) {
  if (is.null(x) || length(x) == 0) return(NA)
  for (i in seq_len(10)) x[[i]] <- x[[i]] %in% c("a", 'b', 1.5e3)
  sapply(x, function(v) v^2)
}
ggplot(df, aes(x, y)) + geom_point(colour = "red")
`,
	"react": `import React, { useState } from 'react';
// a counter
export default function Counter({ start = 0 }) {
  const [n, setN] = useState(start);
  return (
    <div className="counter" onClick={() => setN(n + 1)}>
      <b>{n > 10 ? 'many' : n}</b>
      {items.map((x) => <Item key={x.id} {...x} />)}
    </div>
  );
}
`,
	"Ruby": `# frozen_string_literal: true
require 'json'
module Demo
  # A user.
  class User < Struct.new(:name, :age)
    attr_reader :tags
    MAX = 0x1F
    def initialize(name, age: 42, **opts)
      @name = name
      @tags = %w[a b c]
      super("#{name} #{age + 1}", age)
    end
    def adult? = age >= 18 && !name.nil?
    def each(&block) = tags.each { |t| yield t.to_sym if t =~ /^a+b$/i }
  end
end
puts <<~TEXT
  Hello, #{User.new('Ada').name}
TEXT
`,
	"Rust": `use std::collections::HashMap;
/// A cache.
#[derive(Debug, Clone)]
pub struct Cache<'a, T: Clone> {
    items: HashMap<&'a str, Vec<T>>,
    limit: usize,
}
impl<'a, T: Clone> Cache<'a, T> {
    pub fn get(&mut self, key: &'a str) -> Result<&T, Box<dyn Error>> {
        let n = self.limit.min(0x1F_u8 as usize) + 1_000;
        match self.items.get(key) {
            Some(v) if !v.is_empty() => Ok(&v[0]),
            _ => Err(format!("no {} {:?}\n", key, 'a').into()), // none
        }
    }
}
fn main() { let x = r#"raw"#; println!("{}", x.len() as f64 * 1.5); }
`,
	"SAS": `* a report;
data work.users;
  set lib.users(where=(age > 18));
  length name $ 40;
  if missing(name) then name = 'x'; else total + 1.5;
  do i = 1 to 10; output; end;
run;
proc print data=work.users noobs; var name age; run;
%let n = 10; %macro m(x); %put &x; %mend;
/* end */
`,
	"Scala": `package demo
import scala.collection.mutable.{Map => MMap}
/** A shape. */
sealed trait Shape { def area: Double }
case class Circle(r: Double) extends Shape { override val area = math.Pi * r * r }
object Main extends App {
  val shapes: List[Shape] = List(Circle(1.5), Circle(0x1F))
  for (s <- shapes if s.area > 2) yield s match {
    case Circle(r) => println(s"radius: $r ${r + 1}") // print
    case _ => '\n'
  }
}
`,
	"Scheme": `; factorial
(define (fact n)
  (if (<= n 1) 1 (* n (fact (- n 1)))))
(let loop ((i 0) (acc '()))
  (cond ((= i 10) (display "done\n"))
        (else (loop (+ i 1) (cons #\a acc)))))
(define-syntax swap! (syntax-rules () ((_ a b) #t)))
`,
	"SCSS": `// cards
@use "sass:math";
$gap: 1.5rem !default;
@mixin card($color: #fff, $rest...) {
  color: darken($color, 10%);
  &:hover > .title { margin: math.div($gap, 2) auto; }
  @include breakpoint(600px) { width: calc(100% - #{$gap}); }
}
.card { @extend %base; @include card($color: red); @if $gap == 0 { top: 0; } }
/* end */
`,
	"SPARQL": `PREFIX foaf: <http://xmlns.com/foaf/0.1/>
# names
SELECT DISTINCT ?name (COUNT(?x) AS ?n)
WHERE {
  ?person a foaf:Person ; foaf:name ?name .
  OPTIONAL { ?person foaf:knows ?x . }
  FILTER (?age > 18 && regex(?name, "^A", "i"))
}
ORDER BY DESC(?n) LIMIT 10
`,
	"SQL": `-- users
CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL DEFAULT 'x');
SELECT u.name, COUNT(*) AS n, 1.5 AS f
FROM users AS u LEFT JOIN posts p ON p.user_id = u.id
WHERE u.id > 10 AND u.name LIKE 'a%' OR p.id IS NULL
GROUP BY u.name HAVING COUNT(*) >= 2
ORDER BY n DESC LIMIT 10; /* end */
`,
	"Swift": `import Foundation
/// A user.
struct User: Codable, Hashable {
    let name: String
    var age: Int = 0x1F
    func greet(to other: User?) throws -> String {
        guard let other = other, other.age >= 18 else { throw Problem.young }
        return "Hello, \(other.name)\n" // text
    }
}
extension Array where Element == User { var names: [String] { map { $0.name } } }
@main enum App { static func main() async { for i in 0..<10 { print(i, 1.5e3) } } }
`,
	"systemd": `# a service
[Unit]
Description=The kiosk
After=network.target
[Service]
ExecStart=/usr/bin/kiosk --port 22
Restart=on-failure
Environment="A=b"
[Install]
WantedBy=multi-user.target
`,
	"Terraform": `# a bucket
terraform {
  required_version = ">= 1.5"
}
variable "name" {
  type    = string
  default = "kiosk"
}
resource "aws_s3_bucket" "b" {
  bucket = "${var.name}-data"
  count  = var.enabled ? 1 : 0
  tags   = merge(local.tags, { Name = upper("x") })
}
`,
	"TeX": `\documentclass[a4paper]{article}
\usepackage{amsmath} % maths
\begin{document}
\section{Title}\label{sec:a}
Some text with $x^2 + \frac{1}{2}$ and \emph{words}, see~\ref{sec:a}.
\begin{equation}
  E = mc^2 \sum_{i=1}^{n} i
\end{equation}
\[ a \le b \]
\end{document}
`,
	"TOML": `# settings
title = "kiosk"
[server]
port = 22
hosts = ["a", 'b']
since = 2024-01-01T10:00:00Z
ratio = 1.5e3
[[users]]
name = "Ada"
admin = true
`,
	"Turtle": `@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix : <http://example.org/> .
# people
:ada a foaf:Person ;
    foaf:name "Ada"@en ;
    foaf:age 42 ;
    foaf:knows [ foaf:name "Bob" ] , :eve .
`,
	"TypeScript": `import type { Item } from './item';
// loads
interface Options<T = string> { readonly name: T; depth?: number }
export abstract class Loader<T extends Item> implements Base {
  private cache: Map<string, T[]> = new Map();
  constructor(protected options: Options) { super(); }
  async load(name: string, ...rest: unknown[]): Promise<T | undefined> {
    const url = ` + "`data/${name}.json`" + `;
    const items = (await get(url)) as T[];
    return items.find((x) => x.id! > 0x10 && /^a+b$/i.test(x.name)) ?? undefined;
  }
}
enum Kind { A = 1, B }
`,
	"VimL": `" settings
set number tabstop=4
let g:name = "kiosk"
function! s:Greet(name) abort
  if a:name =~# '^a' && exists('g:x')
    echo "Hello, " . a:name
  endif
  for i in range(10) | call add(l:list, i) | endfor
endfunction
nnoremap <silent> <leader>g :call <SID>Greet("x")<CR>
autocmd BufRead *.txt setlocal spell
`,
	"vue": `<template>
  <div class="card" :id="name" @click="add(1)">
    <p v-if="count > 10">{{ count }} {{ name | upper }}</p>
  </div>
</template>
<script>
export default { data() { return { count: 0, name: 'x' }; } } // end
</script>
<style scoped>.card { color: #fff; }</style>
`,
	"XML": `<?xml version="1.0" encoding="UTF-8"?>
<!-- the items -->
<items xmlns:x="http://example.com/x">
  <item id="1" x:kind='a'>One &amp; two</item>
  <![CDATA[ raw <b> ]]>
  <empty/>
</items>
`,
	"YAML": `# a workflow
name: build
on:
  push:
    branches: [main, "release/*"]
env: &env
  GO: 1.26
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: 'Test'
        run: |
          go test ./...
          go vet ./...
        if: ${{ github.ref == 'x' }}
        env: *env
`,
	"Zig": `const std = @import("std");
/// A point.
const Point = struct {
    x: f32 = 1.5,
    y: u8,
    pub fn add(self: *Point, comptime T: type) !void {
        if (self.x > 0x1F and true) return error.TooBig; // big
        for (items) |item, i| { std.debug.print("{d}\n", .{item}); }
        const s = switch (self.y) { 0 => 'a', else => null };
    }
};
test "add" { try std.testing.expect(true); }
`,
}
