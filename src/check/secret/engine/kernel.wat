;; The loops of the secrets engine that see every byte, with 128-bit vectors. Assembled by tools/kernel/assemble.ts into
;; kernel-bytes.ts. Addresses are bytes of the one memory, which grows once, by what the keywords take; its layout is in kernel.ts.
;; Where a list is full, a function returns early and a word tells where to go on.
(module
  (memory (export "memory") 16 256)
  ;; Words at 0xc00, by name in kernel.ts:
  ;; 0: where to go on after a list was full; at or behind the end when all was seen.
  ;; 1: of runs: the start of the one that is open there, or -1; -2 = inside of one that needs no telling.
  ;; 2: of decoders, which write eight zeros behind what they decode: the place behind what was used;
  ;; 3, 4: a place behind the asked one where decoding could start anew, or 0, and how much was written until there.
  ;; 5, 6: where to go on in the list of places; units of cost of looking around keywords, which only grows.
  ;; 7, 8: how far from the start of its line a text begins that has begun before, taken once; the same for the place of word 3.

  ;; Layout, as in kernel.ts.
  (global $BUCKETS i32 (i32.const 0x0000))
  (global $CLASSES i32 (i32.const 0x0180))
  (global $VALUES i32 (i32.const 0x0200))
  (global $SHORTS i32 (i32.const 0x2000))
  (global $LIST i32 (i32.const 0x8000))
  ;; Entries that a list may hold before a function stops, of 8192: one more round of its loop must fit.
  (global $FULL i32 (i32.const 4096))
  (global $MORE i32 (i32.const 0x10000))
  (global $MASKS i32 (i32.const 0x1000))
  (global $STRIP i32 (i32.const 2048))
  (global $HEADS i32 (i32.const 0x100000))
  (global $PLANES i32 (i32.const 0x108000))
  (global $HITS i32 (i32.const 0x10a000))
  (global $KEYWORDS i32 (i32.const 0x112000))

  ;; Places in [from, to + 15) where a keyword's telling bytes may start, into the list. Bytes have bit 0x20 set, so that four
  ;; upper halves are left of ASCII, and all others stand for nothing. By three tables, and a lane of each, a byte has a
  ;; set of 16 buckets for each of three places; where the three sets share a bucket, hashes decide.
  (func (export "find") (param $from i32) (param $to i32) (result i32)
    (local $p i32) (local $end i32) (local $count i32) (local $bits i32) (local $stop i32) (local $seen i32)
    (local $v v128) (local $t v128) (local $ra v128) (local $rb v128)
    (local $c20 v128) (local $c30 v128) (local $c40 v128) (local $c70 v128) (local $cf0 v128) (local $c18 v128) (local $c10 v128)
    (local $i0 v128) (local $i1 v128) (local $i2 v128)
    (local $a0 v128) (local $a1 v128) (local $b0 v128) (local $b1 v128)
    (local $zero v128)
    (local $pa0 v128) (local $pa1 v128) (local $pb0 v128) (local $pb1 v128)
    (local.set $c10 (i8x16.splat (i32.const 0x10)))
    (local.set $c18 (i8x16.splat (i32.const 0x18)))
    (local.set $c20 (i8x16.splat (i32.const 0x20)))
    (local.set $c30 (i8x16.splat (i32.const 0x30)))
    (local.set $c40 (i8x16.splat (i32.const 0x40)))
    (local.set $c70 (i8x16.splat (i32.const 0x70)))
    (local.set $cf0 (i8x16.splat (i32.const 0xf0)))
    (local.set $p (local.get $from))
    (local.set $end (i32.add (local.get $to) (i32.const 2)))
    (block $done
      (loop $strips
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (br_if $done (i32.ge_u (local.get $count) (global.get $FULL)))
        (local.set $stop (i32.add (local.get $p) (global.get $STRIP)))
        (if (i32.gt_u (local.get $stop) (local.get $end)) (then (local.set $stop (local.get $end))))
        (local.set $seen (global.get $MASKS))
        (loop $blocks
        (local.set $v (v128.or (v128.load (local.get $p)) (local.get $c20)))
        ;; Where the upper half is another, no lane is chosen: adding makes it 0x80 or more. Of 0x20 and 0x30 the bytes share
        ;; lanes, eight apart.
        (local.set $t (v128.xor (local.get $v) (local.get $c20)))
        (local.set $i0 (v128.xor
          (i8x16.add_sat_u
            (v128.xor
              (local.get $t)
              (v128.and
                (i8x16.eq (v128.and (local.get $v) (local.get $cf0)) (local.get $c30))
                (local.get $c18)))
            (local.get $c70))
          (local.get $c70)))
        (local.set $t (v128.xor (local.get $t) (local.get $c40)))
        (local.set $i1 (v128.xor (i8x16.add_sat_u (local.get $t) (local.get $c70)) (local.get $c70)))
        (local.set $i2 (v128.xor
          (i8x16.add_sat_u (v128.xor (local.get $t) (local.get $c10)) (local.get $c70))
          (local.get $c70)))
        (local.set $a0 (v128.or
          (v128.or
            (i8x16.relaxed_swizzle (v128.load offset=0x000 (global.get $BUCKETS)) (local.get $i0))
            (i8x16.relaxed_swizzle (v128.load offset=0x010 (global.get $BUCKETS)) (local.get $i1)))
          (i8x16.relaxed_swizzle (v128.load offset=0x020 (global.get $BUCKETS)) (local.get $i2))))
        (local.set $b0 (v128.or
          (v128.or
            (i8x16.relaxed_swizzle (v128.load offset=0x030 (global.get $BUCKETS)) (local.get $i0))
            (i8x16.relaxed_swizzle (v128.load offset=0x040 (global.get $BUCKETS)) (local.get $i1)))
          (i8x16.relaxed_swizzle (v128.load offset=0x050 (global.get $BUCKETS)) (local.get $i2))))
        (local.set $a1 (v128.or
          (v128.or
            (i8x16.relaxed_swizzle (v128.load offset=0x060 (global.get $BUCKETS)) (local.get $i0))
            (i8x16.relaxed_swizzle (v128.load offset=0x070 (global.get $BUCKETS)) (local.get $i1)))
          (i8x16.relaxed_swizzle (v128.load offset=0x080 (global.get $BUCKETS)) (local.get $i2))))
        (local.set $b1 (v128.or
          (v128.or
            (i8x16.relaxed_swizzle (v128.load offset=0x090 (global.get $BUCKETS)) (local.get $i0))
            (i8x16.relaxed_swizzle (v128.load offset=0x0a0 (global.get $BUCKETS)) (local.get $i1)))
          (i8x16.relaxed_swizzle (v128.load offset=0x0b0 (global.get $BUCKETS)) (local.get $i2))))
        ;; By the place where the three bytes end: what came before is shifted in.
        (local.set $ra (v128.and
          (v128.and
            (v128.or
          (v128.or
            (i8x16.relaxed_swizzle (v128.load offset=0x0c0 (global.get $BUCKETS)) (local.get $i0))
            (i8x16.relaxed_swizzle (v128.load offset=0x0d0 (global.get $BUCKETS)) (local.get $i1)))
          (i8x16.relaxed_swizzle (v128.load offset=0x0e0 (global.get $BUCKETS)) (local.get $i2)))
            (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $pa1) (local.get $a1)))
          (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 (local.get $pa0) (local.get $a0))))
        (local.set $rb (v128.and
          (v128.and
            (v128.or
          (v128.or
            (i8x16.relaxed_swizzle (v128.load offset=0x0f0 (global.get $BUCKETS)) (local.get $i0))
            (i8x16.relaxed_swizzle (v128.load offset=0x100 (global.get $BUCKETS)) (local.get $i1)))
          (i8x16.relaxed_swizzle (v128.load offset=0x110 (global.get $BUCKETS)) (local.get $i2)))
            (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $pb1) (local.get $b1)))
          (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 (local.get $pb0) (local.get $b0))))
        (local.set $pa0 (local.get $a0))
        (local.set $pa1 (local.get $a1))
        (local.set $pb0 (local.get $b0))
        (local.set $pb1 (local.get $b1))
        (local.set $bits (i32.xor
          (i8x16.bitmask (i8x16.eq (v128.or (local.get $ra) (local.get $rb)) (local.get $zero)))
          (i32.const 0xffff)))
        ;; Written in any case, counted only if there is one: what cannot be foretold is no branch.
        (i32.store (local.get $seen) (local.get $bits))
        (i32.store offset=4 (local.get $seen) (local.get $p))
        (local.set $seen (i32.add
          (local.get $seen)
          (i32.shl (i32.ne (local.get $bits) (i32.const 0)) (i32.const 3))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (br_if $blocks (i32.lt_u (local.get $p) (local.get $stop))))
        (local.set $count (call $compare (local.get $count) (call $check (local.get $seen) (local.get $count))))
        (br $strips)))
    (i32.store offset=0xc00 (i32.const 0) (i32.sub (local.get $p) (i32.const 2)))
    (local.get $count))

  ;; The places of masks until `end` into the list if their hash is known, by the table at 0x4000. A bit of a mask is a place where three bytes end.
  (func $check (param $end i32) (param $count i32) (result i32)
    (local $mask i32) (local $bits i32) (local $at i32) (local $hash i32) (local $none i32) (local $next i32)
    (local.set $mask (global.get $MASKS))
    (if (i32.eq (local.get $mask) (local.get $end)) (then (return (local.get $count))))
    (local.set $bits (i32.load (local.get $mask)))
    ;; Loaded ahead: each round waits for the one before.
    (local.set $next (i32.load offset=8 (local.get $mask)))
    (loop $places
      (local.set $at (i32.add
        (i32.sub (i32.load offset=4 (local.get $mask)) (i32.const 2))
        (i32.ctz (local.get $bits))))
      (local.set $hash (i32.shr_u
        (i32.mul (i32.or (i32.load (local.get $at)) (i32.const 0x20202020)) (i32.const 0x9e3779b1))
        (i32.const 15)))
      (i32.store (i32.add (global.get $LIST) (i32.shl (local.get $count) (i32.const 2))) (local.get $at))
      (local.set $count (i32.add
        (local.get $count)
        (i32.and
          (i32.shr_u
            (i32.load8_u offset=0x4000 (i32.shr_u (local.get $hash) (i32.const 3)))
            (i32.and (local.get $hash) (i32.const 7)))
          (i32.const 1))))
      (local.set $bits (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))
      (local.set $none (i32.eqz (local.get $bits)))
      (local.set $mask (i32.add (local.get $mask) (i32.shl (local.get $none) (i32.const 3))))
      (local.set $bits (select (local.get $next) (local.get $bits) (local.get $none)))
      (local.set $next (i32.load offset=8 (local.get $mask)))
      (br_if $places (i32.lt_u (local.get $mask) (local.get $end))))
    (local.get $count))

  ;; 1 if the bit of a hash is set in a table.
  (func $isKnown (param $hash i32) (param $table i32) (result i32)
    (i32.and
      (i32.shr_u
        (i32.load8_u (i32.add (local.get $table) (i32.shr_u (local.get $hash) (i32.const 3))))
        (i32.and (local.get $hash) (i32.const 7)))
      (i32.const 1)))

  ;; 1 if the hash of three bytes is one of a keyword that has no more.
  (func $isShort (param $at i32) (result i32)
    (call $isKnown
      (i32.shr_u
        (i32.mul
          (i32.and (i32.or (i32.load (local.get $at)) (i32.const 0x202020)) (i32.const 0xffffff))
          (i32.const 0x9e3779b1))
        (i32.const 16))
      (global.get $SHORTS)))

  ;; 1 if the four bytes of an entry stand as far from `at` as it says, or all will do: distance, bytes, mask.
  (func $hasMore (param $at i32) (param $entry i32) (result i32)
    (i32.eqz (i32.and
      (i32.xor
        (i32.or
          (i32.load (i32.add (local.get $at) (i32.load (local.get $entry))))
          (i32.const 0x20202020))
        (i32.load offset=4 (local.get $entry)))
      (i32.load offset=8 (local.get $entry)))))

  ;; Of the list from `from` to `to`: keeps those where four more bytes of a keyword stand where they should. There are 4096
  ;; slots by the upper bits of the hash, of two entries each.
  (func $compare (param $from i32) (param $to i32) (result i32)
    (local $at i32) (local $entry i32) (local $count i32)
    (local.set $count (local.get $from))
    (if (i32.eq (local.get $from) (local.get $to)) (then (return (local.get $count))))
    (loop $places
      (local.set $at (i32.load (i32.add (global.get $LIST) (i32.shl (local.get $from) (i32.const 2)))))
      (local.set $entry (i32.add
        (global.get $MORE)
        (i32.shl
          (i32.shr_u
            (i32.mul (i32.or (i32.load (local.get $at)) (i32.const 0x20202020)) (i32.const 0x9e3779b1))
            (i32.const 20))
          (i32.const 5))))
      (i32.store (i32.add (global.get $LIST) (i32.shl (local.get $count) (i32.const 2))) (local.get $at))
      (local.set $count (i32.add
        (local.get $count)
        (i32.or
          (call $isShort (local.get $at))
          (i32.or
            (call $hasMore (local.get $at) (local.get $entry))
            (call $hasMore (local.get $at) (i32.add (local.get $entry) (i32.const 16)))))))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (br_if $places (i32.lt_u (local.get $from) (local.get $to))))
    (local.get $count))

  ;; Keywords that stand at the places from `index` to `count` of the list, but for places from `to` on: into the list of hits,
  ;; each its address and its number, where its conditions hold. `most` is the end of all bytes. Of one place there are no more than
  ;; there are texts of 64 bytes around it, 1800, so that there is room for those of one more place behind the first 1024.
  (func (export "verify") (param $index i32) (param $count i32) (param $to i32) (param $most i32) (result i32)
    (local $at i32) (local $four i32) (local $hits i32)
    (block $done
      (loop $places
        (br_if $done (i32.ge_u (local.get $index) (local.get $count)))
        (br_if $done (i32.ge_u (local.get $hits) (i32.const 1024)))
        (local.set $at (i32.load (i32.add (global.get $LIST) (i32.shl (local.get $index) (i32.const 2)))))
        (local.set $index (i32.add (local.get $index) (i32.const 1)))
        (br_if $places (i32.ge_u (local.get $at) (local.get $to)))
        (local.set $four (i32.or (i32.load (local.get $at)) (i32.const 0x20202020)))
        (local.set $hits (call $chain
          (call $head (local.get $four)) (local.get $at) (local.get $hits) (local.get $most)))
        (local.set $hits (call $chain
          (i32.load offset=4 (call $headAt (i32.and (local.get $four) (i32.const 0xffffff))))
          (local.get $at) (local.get $hits) (local.get $most)))
        (br $places)))
    (i32.store offset=0xc14 (i32.const 0) (local.get $index))
    (local.get $hits))

  ;; By the upper bits of the hash of four folded bytes, the first entry of a keyword; behind it that of the hash of three.
  (func $headAt (param $folded i32) (result i32)
    (i32.add
      (global.get $HEADS)
      (i32.shl
        (i32.shr_u (i32.mul (local.get $folded) (i32.const 0x9e3779b1)) (i32.const 20))
        (i32.const 3))))
  (func $head (param $folded i32) (result i32) (i32.load (call $headAt (local.get $folded))))

  ;; An entry: the next one or 0, where the words of its text begin, where they end with its telling place in the upper byte, where
  ;; its conditions begin. A word of the text is four bytes, and a mask without the bit that case changes.
  (func $chain (param $entry i32) (param $at i32) (param $hits i32) (param $most i32) (result i32)
    (local $p i32) (local $word i32) (local $end i32)
    (loop $keywords
      (if (i32.eqz (local.get $entry)) (then (return (local.get $hits))))
      (local.set $end (i32.load offset=8 (local.get $entry)))
      (local.set $p (i32.sub (local.get $at) (i32.shr_u (local.get $end) (i32.const 24))))
      (local.set $end (i32.and (local.get $end) (i32.const 0xffffff)))
      (local.set $word (i32.load offset=4 (local.get $entry)))
      (block $other
        (loop $words
          (br_if $other (i32.and
            (i32.xor (i32.load (local.get $p)) (i32.load (local.get $word)))
            (i32.load offset=4 (local.get $word))))
          (local.set $p (i32.add (local.get $p) (i32.const 4)))
          (local.set $word (i32.add (local.get $word) (i32.const 8)))
          (br_if $words (i32.lt_u (local.get $word) (local.get $end))))
        (local.set $p (i32.sub (local.get $at) (i32.load8_u offset=11 (local.get $entry))))
        (br_if $other (i32.eqz (call $holds
          (i32.load offset=12 (local.get $entry)) (local.get $p) (local.get $most))))
        (local.set $word (i32.add (global.get $HITS) (i32.shl (local.get $hits) (i32.const 3))))
        (i32.store (local.get $word) (local.get $p))
        (i32.store offset=4 (local.get $word)
          (i32.shr_u (i32.sub (local.get $entry) (global.get $KEYWORDS)) (i32.const 4)))
        (local.set $hits (i32.add (local.get $hits) (i32.const 1))))
      (local.set $entry (i32.load (local.get $entry)))
      (br $keywords))
    (unreachable))

  ;; 1 if the conditions of a keyword hold that stands at `p`: words of a class, a distance from `p`, a kind and a number.
  ;; 0: the end. 1: the byte there is of the class. 2: from there on, bytes are of it until one of the next word's, among `number` * 4.
  ;; 3: `number` bytes in a row are, the next word's first byte * 64 before it or more, and less than its second * 64 behind.
  ;; 4: another way; one is enough. 5: belongs to the word before.
  (func $holds (export "holds") (param $c i32) (param $p i32) (param $most i32) (result i32)
    (local $kind i32)
    (loop $conditions
      (local.set $kind (i32.load8_u offset=2 (local.get $c)))
      (if (i32.or (i32.eqz (local.get $kind)) (i32.eq (local.get $kind) (i32.const 4)))
        (then (return (i32.const 1))))
      (if (if (result i32) (i32.eq (local.get $kind) (i32.const 1))
            (then (call $in
              (i32.load8_u (local.get $c))
              (i32.add (local.get $p) (i32.load8_s offset=1 (local.get $c)))))
            (else (if (result i32) (i32.eq (local.get $kind) (i32.const 2))
              (then (call $leadsTo (local.get $c) (local.get $p) (local.get $most)))
              (else (if (result i32) (i32.eq (local.get $kind) (i32.const 3))
                (then (call $hasRun (local.get $c) (local.get $p) (local.get $most)))
                (else (i32.const 1)))))))
        (then
          (local.set $c (i32.add (local.get $c) (i32.const 4)))
          (br $conditions)))
      (loop $others
        (local.set $c (i32.add (local.get $c) (i32.const 4)))
        (local.set $kind (i32.load8_u offset=2 (local.get $c)))
        (if (i32.eqz (local.get $kind)) (then (return (i32.const 0))))
        (br_if $others (i32.ne (local.get $kind) (i32.const 4))))
      (local.set $c (i32.add (local.get $c) (i32.const 4)))
      (br $conditions))
    (unreachable))

  ;; 1 if a byte is of a class: PLANES has eight of them for each byte, and so on.
  (func $in (param $class i32) (param $p i32) (result i32)
    (i32.and
      (i32.shr_u
        (i32.load8_u (i32.add
          (i32.add (global.get $PLANES) (i32.shl (i32.shr_u (local.get $class) (i32.const 3)) (i32.const 8)))
          (i32.load8_u (local.get $p))))
        (i32.and (local.get $class) (i32.const 7)))
      (i32.const 1)))

  (func $leadsTo (param $c i32) (param $p i32) (param $most i32) (result i32)
    (local $limit i32)
    (local.set $p (i32.add (local.get $p) (i32.load8_s offset=1 (local.get $c))))
    (local.set $limit (i32.add (local.get $p) (i32.shl (i32.load8_u offset=3 (local.get $c)) (i32.const 2))))
    (if (i32.lt_u (local.get $most) (local.get $limit)) (then (local.set $limit (local.get $most))))
    (loop $bytes
      (if (i32.ge_u (local.get $p) (local.get $limit)) (then (return (i32.const 0))))
      (if (call $in (i32.load8_u offset=4 (local.get $c)) (local.get $p)) (then (return (i32.const 1))))
      (if (i32.eqz (call $in (i32.load8_u (local.get $c)) (local.get $p))) (then (return (i32.const 0))))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (br $bytes))
    (unreachable))

  ;; Costs a unit for four bytes.
  (func $hasRun (param $c i32) (param $p i32) (param $most i32) (result i32)
    (local $class i32) (local $length i32) (local $at i32) (local $limit i32)
    (local.set $class (i32.load8_u (local.get $c)))
    (local.set $length (i32.load8_u offset=3 (local.get $c)))
    (local.set $limit (i32.add (local.get $p) (i32.shl (i32.load8_u offset=5 (local.get $c)) (i32.const 6))))
    (local.set $p (i32.sub (local.get $p) (i32.shl (i32.load8_u offset=4 (local.get $c)) (i32.const 6))))
    (if (i32.lt_u (local.get $most) (local.get $limit)) (then (local.set $limit (local.get $most))))
    (i32.store offset=0xc18 (i32.const 0) (i32.add
      (i32.load offset=0xc18 (i32.const 0))
      (i32.shr_u (i32.sub (local.get $limit) (local.get $p)) (i32.const 2))))
    (loop $places
      (local.set $at (i32.add (local.get $p) (i32.sub (local.get $length) (i32.const 1))))
      (if (i32.ge_u (local.get $at) (local.get $limit)) (then (return (i32.const 0))))
      ;; From the last back: one that is none rules out all before it.
      (loop $back
        (if (i32.eqz (call $in (local.get $class) (local.get $at)))
          (then
            (local.set $p (i32.add (local.get $at) (i32.const 1)))
            (br $places)))
        (local.set $at (i32.sub (local.get $at) (i32.const 1)))
        (br_if $back (i32.ge_u (local.get $at) (local.get $p))))
      (return (i32.const 1)))
    (unreachable))

  ;; Bits of the 64 bytes from `p` that are set where `class` has one of `bits`: CLASSES by the two halves of a byte.
  (func $class16 (param $p i32) (result v128)
    (local $v v128)
    (local.set $v (v128.load (local.get $p)))
    (v128.and
      (i8x16.relaxed_swizzle
        (v128.load (global.get $CLASSES))
        (v128.and (local.get $v) (i8x16.splat (i32.const 0x0f))))
      (i8x16.relaxed_swizzle
        (v128.load offset=0x10 (global.get $CLASSES))
        (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (i8x16.splat (i32.const 0x0f))))))

  (func $mask64 (param $a v128) (param $b v128) (param $c v128) (param $d v128) (param $bits i32) (result i64)
    (local $m v128) (local $zero v128)
    (local.set $m (i8x16.splat (local.get $bits)))
    (i64.or
      (i64.extend_i32_u (i32.or
        (i8x16.bitmask (i8x16.ne (v128.and (local.get $a) (local.get $m)) (local.get $zero)))
        (i32.shl
          (i8x16.bitmask (i8x16.ne (v128.and (local.get $b) (local.get $m)) (local.get $zero)))
          (i32.const 16))))
      (i64.shl
        (i64.extend_i32_u (i32.or
          (i8x16.bitmask (i8x16.ne (v128.and (local.get $c) (local.get $m)) (local.get $zero)))
          (i32.shl
            (i8x16.bitmask (i8x16.ne (v128.and (local.get $d) (local.get $m)) (local.get $zero)))
            (i32.const 16))))
        (i64.const 32))))

  ;; Appends place * 4 + kind to the list.
  (func $tell (param $count i32) (param $place i32) (param $kind i32) (result i32)
    (i32.store
      (i32.add (global.get $LIST) (i32.shl (local.get $count) (i32.const 2)))
      (i32.or (i32.shl (local.get $place) (i32.const 2)) (local.get $kind)))
    (i32.add (local.get $count) (i32.const 1)))

  ;; Where encoded text may begin in [from, to), into the list:
  ;; kind 0: 24 or more bytes of the alphabets of base64, one after the other, if `judge` lets them, or all if `every` is 1;
  ;; kind 1: a percent sign and two hexadecimal digits;
  ;; kind 2: four bytes of text or more, each with a zero behind it, somewhere in a run of such.
  ;; Word 1 says before whether a run of kind 0 has begun. `most` is the end of all bytes: none is read from there on.
  (func (export "findRuns") (param $from i32) (param $to i32) (param $most i32) (param $every i32) (result i32)
    (local $p i32) (local $start i32) (local $count i32) (local $open i32) (local $lead i32)
    (local $m i64) (local $y i64) (local $t i64) (local $tail i64)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $all v128)
    (local.set $p (local.get $from))
    (local.set $open (i32.load offset=0xc04 (i32.const 0)))
    (block $done
      (loop $blocks
        (br_if $done (i32.ge_u (local.get $p) (local.get $to)))
        (br_if $done (i32.ge_u (local.get $count) (global.get $FULL)))
        (local.set $a (call $class16 (local.get $p)))
        (local.set $b (call $class16 (i32.add (local.get $p) (i32.const 16))))
        (local.set $c (call $class16 (i32.add (local.get $p) (i32.const 32))))
        (local.set $d (call $class16 (i32.add (local.get $p) (i32.const 48))))
        ;; What lies behind the end belongs to no class.
        (local.set $t (i64.const -1))
        (if (i32.gt_u (i32.add (local.get $p) (i32.const 64)) (local.get $to))
          (then (local.set $t (i64.shr_u
            (i64.const -1)
            (i64.extend_i32_u (i32.sub (i32.const 64) (i32.sub (local.get $to) (local.get $p))))))))
        (local.set $m (i64.and
          (local.get $t)
          (call $mask64 (local.get $a) (local.get $b) (local.get $c) (local.get $d) (i32.const 0x1f))))
        (if (i64.ne (local.get $m) (i64.const -1))
          (then
            ;; The run that comes in ends.
            (local.set $lead (i32.wrap_i64 (i64.ctz (i64.xor (local.get $m) (i64.const -1)))))
            (if (i32.and
                  (i32.ge_s (local.get $open) (i32.const 0))
                  (i32.ge_s
                    (i32.sub (i32.add (local.get $p) (local.get $lead)) (local.get $open))
                    (i32.const 24)))
              (then (if (call $judge
                      (local.get $open)
                      (i32.add (local.get $p) (local.get $lead))
                      (local.get $most)
                      (local.get $every))
                (then (local.set $count (call $tell (local.get $count) (local.get $open) (i32.const 0)))))))
            (if (i32.ne (local.get $open) (i32.const -1))
              (then (local.set $m (i64.and
                (local.get $m)
                (i64.shl (i64.const -1) (i64.extend_i32_u (local.get $lead)))))))
            ;; The run that goes out stays open.
            (local.set $tail (i64.clz (i64.xor (local.get $m) (i64.const -1))))
            (local.set $open (i32.const -1))
            (if (i64.ne (local.get $tail) (i64.const 0))
              (then
                (local.set $open (i32.add (local.get $p) (i32.sub (i32.const 64) (i32.wrap_i64 (local.get $tail)))))
                (local.set $m (i64.and (local.get $m) (i64.shr_u (i64.const -1) (local.get $tail))))))
            ;; Bits where 24 follow each other: at most two such runs.
            (local.set $y (i64.and (local.get $m) (i64.shr_u (local.get $m) (i64.const 1))))
            (local.set $y (i64.and (local.get $y) (i64.shr_u (local.get $y) (i64.const 2))))
            (local.set $y (i64.and (local.get $y) (i64.shr_u (local.get $y) (i64.const 4))))
            (local.set $y (i64.and (local.get $y) (i64.shr_u (local.get $y) (i64.const 8))))
            (local.set $y (i64.and (local.get $y) (i64.shr_u (local.get $y) (i64.const 8))))
            (loop $inside
              (if (i64.ne (local.get $y) (i64.const 0))
                (then
                  (local.set $start (i32.add (local.get $p) (i32.wrap_i64 (i64.ctz (local.get $y)))))
                  (if (call $judge
                        (local.get $start)
                        (i32.add (local.get $start) (i32.wrap_i64 (i64.ctz (i64.xor
                          (i64.shr_u (local.get $m) (i64.ctz (local.get $y)))
                          (i64.const -1)))))
                        (local.get $most)
                        (local.get $every))
                    (then (local.set $count (call $tell (local.get $count) (local.get $start) (i32.const 0)))))
                  ;; Takes away the lowest run of bits.
                  (local.set $y (i64.and
                    (local.get $y)
                    (i64.add (local.get $y) (i64.and (local.get $y) (i64.sub (i64.const 0) (local.get $y))))))
                  (br $inside)))))
          (else
            (if (i32.eq (local.get $open) (i32.const -1)) (then (local.set $open (local.get $p))))))
        (local.set $all (v128.or (v128.or (local.get $a) (local.get $b)) (v128.or (local.get $c) (local.get $d))))
        (if (v128.any_true (v128.and (local.get $all) (i8x16.splat (i32.const 0x60))))
          (then (local.set $count (call $findMarks
            (local.get $p) (local.get $count) (local.get $t)
            (call $mask64 (local.get $a) (local.get $b) (local.get $c) (local.get $d) (i32.const 0x20))
            (call $mask64 (local.get $a) (local.get $b) (local.get $c) (local.get $d) (i32.const 0x40))))))
        (local.set $p (i32.add (local.get $p) (i32.const 64)))
        (br $blocks)))
    ;; The end is reached within a run: it is told if it is long enough in what follows.
    (if (i32.and (i32.ge_u (local.get $p) (local.get $to)) (i32.ge_s (local.get $open) (i32.const 0)))
      (then
        (local.set $lead (local.get $to))
        (block $short
          (loop $more
            (if (i32.ge_s (i32.sub (local.get $lead) (local.get $open)) (i32.const 24))
              (then
                (local.set $count (call $tell (local.get $count) (local.get $open) (i32.const 0)))
                (br $short)))
            (br_if $short (i32.ge_u (local.get $lead) (local.get $most)))
            (br_if $short (i32.gt_u (call $valueOf (local.get $lead)) (i32.const 63)))
            (local.set $lead (i32.add (local.get $lead) (i32.const 1)))
            (br $more)))))
    (i32.store offset=0xc04 (i32.const 0) (local.get $open))
    (i32.store offset=0xc00 (i32.const 0) (local.get $p))
    (local.get $count))

  ;; 0 for a run of kind 0 that can hold no text: names, paths, digests. 1 for one that is long, goes on in another line or ends
  ;; where the bytes do: those need a closer look. `all`: so do all.
  (func $judge (param $from i32) (param $to i32) (param $most i32) (param $all i32) (result i32)
    (local $goesOn i32) (local $end i32)
    (if (i32.or
          (local.get $all)
          (i32.or
            (i32.gt_u (i32.sub (local.get $to) (local.get $from)) (i32.const 512))
            (i32.ge_u (local.get $to) (local.get $most))))
      (then (return (i32.const 1))))
    (local.set $goesOn (i32.and
      (i32.ge_u (i32.sub (local.get $to) (local.get $from)) (i32.const 40))
      (i32.ne (call $behindGap (local.get $to) (local.get $most)) (i32.const 0))))
    (local.set $end (call $hexEnd (local.get $from) (local.get $to)))
    (if (i32.eq (local.get $end) (local.get $to))
      (then (return (i32.or (local.get $goesOn) (call $isHexText (local.get $from) (local.get $to))))))
    (if (call $isPlausible (local.get $from) (local.get $to)) (then (return (i32.const 1))))
    (loop $parts
      (local.set $from (call $findHex (local.get $from) (local.get $to) (i32.const 24)))
      (if (i32.lt_s (local.get $from) (i32.const 0)) (then (return (i32.const 0))))
      (local.set $end (call $hexEnd (local.get $from) (local.get $to)))
      (if (i32.or (local.get $goesOn) (call $isHexText (local.get $from) (local.get $end)))
        (then (return (i32.const 1))))
      (local.set $from (local.get $end))
      (br $parts))
    (unreachable))

  ;; 1 if pairs of hexadecimal digits are eight bytes of text in a row, wherever the first pair begins. No secret is shorter
  ;; together with what it is known by.
  (func $isHexText (param $p i32) (param $to i32) (result i32)
    (local $high i32) (local $low i32) (local $count i32) (local $other i32) (local $both i32)
    (local.set $high (call $digitOf (local.get $p)))
    (loop $digits
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (if (i32.ge_u (local.get $p) (local.get $to)) (then (return (i32.const 0))))
      (local.set $low (call $digitOf (local.get $p)))
      ;; In turn: pairs that begin at even distances, and those between.
      (local.set $both (i32.mul
        (i32.add (local.get $count) (i32.const 1))
        (i32.load8_u offset=0x300 (i32.add
          (global.get $VALUES)
          (i32.or (i32.shl (local.get $high) (i32.const 4)) (local.get $low))))))
      (local.set $count (local.get $other))
      (local.set $other (local.get $both))
      (local.set $high (local.get $low))
      (br_if $digits (i32.lt_u (local.get $both) (i32.const 8))))
    (i32.const 1))

  ;; Kinds 1 and 2 of the 64 bytes from `p`, by masks of percent signs and zeros; `in` are the bytes that may begin one.
  (func $findMarks (param $p i32) (param $count i32) (param $in i64) (param $percents i64) (param $zeros i64) (result i32)
    (local $at i32) (local $y i64)
    (local.set $percents (i64.and (local.get $percents) (local.get $in)))
    (loop $signs
      (if (i64.ne (local.get $percents) (i64.const 0))
        (then
          (local.set $at (i32.add (local.get $p) (i32.wrap_i64 (i64.ctz (local.get $percents)))))
          (if (i32.and
                (i32.lt_u (call $digitOf (i32.add (local.get $at) (i32.const 1))) (i32.const 16))
                (i32.lt_u (call $digitOf (i32.add (local.get $at) (i32.const 2))) (i32.const 16)))
            (then (local.set $count (call $tell (local.get $count) (local.get $at) (i32.const 1)))))
          (local.set $percents (i64.and (local.get $percents) (i64.sub (local.get $percents) (i64.const 1))))
          (br $signs))))
    (if (i64.ne (local.get $zeros) (i64.const 0))
      (then
        (local.set $y (i64.and
          (i64.and (i64.shr_u (local.get $zeros) (i64.const 1)) (local.get $in))
          (call $text64 (local.get $p))))
        (local.set $y (i64.and (local.get $y) (i64.shr_u (local.get $y) (i64.const 2))))
        (local.set $y (i64.and (local.get $y) (i64.shr_u (local.get $y) (i64.const 4))))
        (loop $wide
          (if (i64.ne (local.get $y) (i64.const 0))
            (then
              (local.set $at (i32.wrap_i64 (i64.ctz (local.get $y))))
              (local.set $count (call $tell (local.get $count) (i32.add (local.get $p) (local.get $at)) (i32.const 2)))
              ;; Takes away the run of every other bit: those that follow within it.
              (loop $run
                (local.set $y (i64.and
                  (local.get $y)
                  (i64.xor (i64.shl (i64.const 1) (i64.extend_i32_u (local.get $at))) (i64.const -1))))
                (local.set $at (i32.add (local.get $at) (i32.const 2)))
                (br_if $run (i32.and
                  (i32.lt_u (local.get $at) (i32.const 64))
                  (i32.wrap_i64 (i64.shr_u (local.get $y) (i64.extend_i32_u (local.get $at)))))))
              (br $wide))))))
    (local.get $count))

  ;; Bits of the 64 bytes that are printable ASCII, tabs or ends of lines.
  (func $text64 (param $p i32) (result i64)
    (call $mask64
      (call $text16 (local.get $p))
      (call $text16 (i32.add (local.get $p) (i32.const 16)))
      (call $text16 (i32.add (local.get $p) (i32.const 32)))
      (call $text16 (i32.add (local.get $p) (i32.const 48)))
      (i32.const 0xff)))

  (func $text16 (param $p i32) (result v128)
    (local $v v128)
    (local.set $v (v128.load (local.get $p)))
    (v128.or
      (v128.and
        (i8x16.ge_s (local.get $v) (i8x16.splat (i32.const 0x20)))
        (i8x16.ne (local.get $v) (i8x16.splat (i32.const 0x7f))))
      (v128.or
        (i8x16.eq (local.get $v) (i8x16.splat (i32.const 9)))
        (v128.or
          (i8x16.eq (local.get $v) (i8x16.splat (i32.const 10)))
          (i8x16.eq (local.get $v) (i8x16.splat (i32.const 13)))))))

  ;; By byte, in VALUES: of base64 (64 and more = none), of a hexadecimal digit (16 and more = none), and whether it may
  ;; stand in a percent-encoded text.
  (func $valueOf (param $p i32) (result i32)
    (i32.load8_u (i32.add (global.get $VALUES) (i32.load8_u (local.get $p)))))
  (func $digitOf (param $p i32) (result i32)
    (i32.load8_u offset=0x100 (i32.add (global.get $VALUES) (i32.load8_u (local.get $p)))))
  (func $isUrl (param $p i32) (result i32)
    (i32.load8_u offset=0x200 (i32.add (global.get $VALUES) (i32.load8_u (local.get $p)))))

  ;; Newlines in [from, to), and of UTF-16 those whose unit starts at an even distance from `from`: `unit` is 0x0a0a for bytes,
  ;; 0x000a or 0x0a00 for units.
  (func (export "countLines") (param $from i32) (param $to i32) (param $unit i32) (result i32)
    (local $count i32) (local $v v128) (local $bytes i32)
    (local.set $bytes (i32.eq (local.get $unit) (i32.const 0x0a0a)))
    (block $done
      (loop $vectors
        (br_if $done (i32.gt_u (i32.add (local.get $from) (i32.const 16)) (local.get $to)))
        (local.set $v (v128.load (local.get $from)))
        (local.set $count (i32.add (local.get $count) (i32.popcnt
          (if (result i32) (local.get $bytes)
            (then (i8x16.bitmask (i8x16.eq (local.get $v) (i8x16.splat (i32.const 10)))))
            (else (i16x8.bitmask (i16x8.eq (local.get $v) (i16x8.splat (local.get $unit)))))))))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $vectors)))
    (block $end
      (loop $rest
        (br_if $end (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $count (i32.add (local.get $count)
          (if (result i32) (local.get $bytes)
            (then (i32.eq (i32.load8_u (local.get $from)) (i32.const 10)))
            (else (i32.eq (i32.load16_u (local.get $from)) (local.get $unit))))))
        (local.set $from (i32.add (local.get $from) (select (i32.const 1) (i32.const 2) (local.get $bytes))))
        (br $rest)))
    (local.get $count))

  ;; The end of the hexadecimal digits from `from` on.
  (func $hexEnd (export "hexEnd") (param $from i32) (param $to i32) (result i32)
    (block $done
      (loop $digits
        (br_if $done (i32.ge_u (local.get $from) (local.get $to)))
        (br_if $done (i32.ge_u (call $digitOf (local.get $from)) (i32.const 16)))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (br $digits)))
    (local.get $from))

  ;; The next place in [from, to) where `least` hexadecimal digits or more follow each other, or -1.
  (func $findHex (export "findHex") (param $from i32) (param $to i32) (param $least i32) (result i32)
    (local $p i32)
    (block $none
      (loop $places
        (local.set $p (i32.add (local.get $from) (i32.sub (local.get $least) (i32.const 1))))
        (br_if $none (i32.ge_u (local.get $p) (local.get $to)))
        ;; From the last back: one that is none rules out all before it.
        (loop $back
          (if (i32.ge_u (call $digitOf (local.get $p)) (i32.const 16))
            (then
              (local.set $from (i32.add (local.get $p) (i32.const 1)))
              (br $places)))
          (local.set $p (i32.sub (local.get $p) (i32.const 1)))
          (br_if $back (i32.ge_s (local.get $p) (local.get $from))))
        (return (local.get $from))))
    (i32.const -1))

  ;; 1 if three groups of four characters that follow each other decode to ASCII; word 2 is the place behind the last
  ;; character. Names and paths look like base64, but seldom like that of a text.
  (func $isPlausible (export "isPlausible") (param $from i32) (param $to i32) (result i32)
    (local $a i32) (local $b i32) (local $c i32) (local $count i32) (local $found i32)
    (block $done
      (loop $groups
        (br_if $done (i32.gt_u (i32.add (local.get $from) (i32.const 4)) (local.get $to)))
        (local.set $a (call $valueOf (local.get $from)))
        (local.set $b (call $valueOf (i32.add (local.get $from) (i32.const 1))))
        (local.set $c (call $valueOf (i32.add (local.get $from) (i32.const 2))))
        (br_if $done (i32.ge_u
          (i32.or (i32.or (local.get $a) (local.get $b)) (local.get $c))
          (i32.const 64)))
        (br_if $done (i32.ge_u (call $valueOf (i32.add (local.get $from) (i32.const 3))) (i32.const 64)))
        (local.set $count (i32.mul
          (i32.add (local.get $count) (i32.const 1))
          (i32.and
            (i32.lt_u (local.get $a) (i32.const 32))
            (i32.eqz (i32.or (i32.and (local.get $b) (i32.const 8)) (i32.and (local.get $c) (i32.const 2)))))))
        (local.set $found (i32.or (local.get $found) (i32.ge_u (local.get $count) (i32.const 3))))
        (local.set $from (i32.add (local.get $from) (i32.const 4)))
        (br $groups)))
    (block $end
      (loop $rest
        (br_if $end (i32.ge_u (local.get $from) (local.get $to)))
        (br_if $end (i32.ge_u (call $valueOf (local.get $from)) (i32.const 64)))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (br $rest)))
    (i32.store offset=0xc08 (i32.const 0) (local.get $from))
    (local.get $found))

  ;; Base64 of either alphabet, or pairs of hexadecimal digits (`hex` is 1), from `from` to `out`. It goes on behind the end of a
  ;; line if that line has 40 characters or more and a multiple of four: blanks, then CR and LF or their escapes, then blanks.
  ;; The first place from `again` on where four characters begin is remembered in word 3.
  (func (export "decodeLines") (param $from i32) (param $to i32) (param $out i32) (param $again i32) (param $hex i32) (result i32)
    (local $p i32) (local $start i32) (local $line i32) (local $value i32) (local $bits i32) (local $count i32) (local $gap i32)
    (local $limit i32) (local $step i32)
    (local.set $p (local.get $from))
    (local.set $line (i32.sub (local.get $from) (i32.load offset=0xc1c (i32.const 0))))
    (i32.store offset=0xc1c (i32.const 0) (i32.const 0))
    (local.set $start (local.get $out))
    (local.set $limit (select (i32.const 16) (i32.const 64) (local.get $hex)))
    (local.set $step (select (i32.const 4) (i32.const 6) (local.get $hex)))
    (i32.store offset=0xc0c (i32.const 0) (i32.const 0))
    (block $done
      (loop $lines
        (block $lineEnd
          (loop $characters
            (br_if $lineEnd (i32.ge_u (local.get $p) (local.get $to)))
            (if (i32.eqz (i32.and (local.get $count) (i32.const 3)))
              (then (if (i32.and
                      (i32.ge_u (local.get $p) (local.get $again))
                      (i32.eqz (i32.load offset=0xc0c (i32.const 0))))
                (then
                  (i32.store offset=0xc0c (i32.const 0) (local.get $p))
                  (i32.store offset=0xc20 (i32.const 0) (i32.sub (local.get $p) (local.get $line)))
                  (i32.store offset=0xc10 (i32.const 0) (i32.sub (local.get $out) (local.get $start)))))))
            (local.set $value (if (result i32) (local.get $hex)
              (then (call $digitOf (local.get $p)))
              (else (call $valueOf (local.get $p)))))
            (br_if $lineEnd (i32.ge_u (local.get $value) (local.get $limit)))
            (local.set $bits (i32.or (i32.shl (local.get $bits) (local.get $step)) (local.get $value)))
            (local.set $count (i32.add (local.get $count) (i32.const 1)))
            (local.set $p (i32.add (local.get $p) (i32.const 1)))
            (if (local.get $hex)
              (then (if (i32.eqz (i32.and (local.get $count) (i32.const 1)))
                (then
                  (i32.store8 (local.get $out) (local.get $bits))
                  (local.set $out (i32.add (local.get $out) (i32.const 1))))))
              (else (if (i32.eqz (i32.and (local.get $count) (i32.const 3)))
                (then
                  (i32.store8 (local.get $out) (i32.shr_u (local.get $bits) (i32.const 16)))
                  (i32.store8 offset=1 (local.get $out) (i32.shr_u (local.get $bits) (i32.const 8)))
                  (i32.store8 offset=2 (local.get $out) (local.get $bits))
                  (local.set $out (i32.add (local.get $out) (i32.const 3)))))))
            (br $characters)))
        (br_if $done (i32.lt_u (i32.sub (local.get $p) (local.get $line)) (i32.const 40)))
        (br_if $done (i32.and (i32.sub (local.get $p) (local.get $line)) (i32.const 3)))
        (local.set $gap (call $behindGap (local.get $p) (local.get $to)))
        (br_if $done (i32.eqz (local.get $gap)))
        (br_if $done (i32.ge_u (local.get $gap) (local.get $to)))
        (br_if $done (i32.eqz (call $goesOn
          (local.get $gap)
          (local.get $to)
          (i32.sub (local.get $p) (local.get $line))
          (local.get $hex))))
        (local.set $p (local.get $gap))
        (local.set $line (local.get $gap))
        (br $lines)))
    ;; Two or three characters that are left are one or two bytes.
    (if (i32.eqz (local.get $hex))
      (then
        (if (i32.eq (i32.and (local.get $count) (i32.const 3)) (i32.const 2))
          (then
            (i32.store8 (local.get $out) (i32.shr_u (local.get $bits) (i32.const 4)))
            (local.set $out (i32.add (local.get $out) (i32.const 1)))))
        (if (i32.eq (i32.and (local.get $count) (i32.const 3)) (i32.const 3))
          (then
            (i32.store8 (local.get $out) (i32.shr_u (local.get $bits) (i32.const 10)))
            (i32.store8 offset=1 (local.get $out) (i32.shr_u (local.get $bits) (i32.const 2)))
            (local.set $out (i32.add (local.get $out) (i32.const 2)))))))
    (i32.store offset=0xc08 (i32.const 0) (local.get $p))
    (i64.store (local.get $out) (i64.const 0))
    (i32.sub (local.get $out) (local.get $start)))

  ;; Whether what begins at `p` can be the next line of a text with lines of `length`: no longer, of whole groups of four (two
  ;; hexadecimal digits) or with padding, and nothing of a word or path behind it.
  (func $goesOn (param $p i32) (param $to i32) (param $length i32) (param $hex i32) (result i32)
    (local $start i32) (local $most i32) (local $byte i32)
    (local.set $start (local.get $p))
    (local.set $most (i32.add (local.get $p) (local.get $length)))
    (loop $characters
      (if (i32.ge_u (local.get $p) (local.get $to)) (then (return (i32.gt_u (local.get $p) (local.get $start)))))
      (if (i32.lt_u
            (if (result i32) (local.get $hex)
              (then (call $digitOf (local.get $p)))
              (else (call $valueOf (local.get $p))))
            (select (i32.const 16) (i32.const 64) (local.get $hex)))
        (then
          (if (i32.ge_u (local.get $p) (local.get $most)) (then (return (i32.const 0))))
          (local.set $p (i32.add (local.get $p) (i32.const 1)))
          (br $characters))))
    (local.set $length (i32.sub (local.get $p) (local.get $start)))
    (local.set $byte (i32.load8_u (local.get $p)))
    ;; Padding, a comma or a semicolon may follow; none of them ends a word.
    (if (i32.eq (local.get $byte) (i32.const 0x3d)) (then (return (i32.gt_u (local.get $length) (i32.const 1)))))
    (if (i32.and (local.get $length) (select (i32.const 1) (i32.const 3) (local.get $hex))) (then (return (i32.const 0))))
    (if (i32.or (i32.eq (local.get $byte) (i32.const 0x2c)) (i32.eq (local.get $byte) (i32.const 0x3b)))
      (then (return (i32.ne (local.get $length) (i32.const 0)))))
    (i32.and
      (i32.ne (local.get $length) (i32.const 0))
      (i32.eqz (call $isUrl (local.get $p)))))

  ;; The place behind the end of a line and the blanks around it, or 0 if there is none at `p`.
  (func $behindGap (param $p i32) (param $to i32) (result i32)
    (local $before i32)
    (local.set $p (call $behindBlanks (local.get $p) (local.get $to)))
    (local.set $before (local.get $p))
    ;; CR LF, LF, or as they are written within quotes.
    (if (i32.eq (i32.load8_u (local.get $p)) (i32.const 13)) (then (local.set $p (i32.add (local.get $p) (i32.const 1)))))
    (if (i32.eq (i32.load16_u (local.get $p)) (i32.const 0x725c)) (then (local.set $p (i32.add (local.get $p) (i32.const 2)))))
    (if (i32.eq (i32.load8_u (local.get $p)) (i32.const 10))
      (then (local.set $p (i32.add (local.get $p) (i32.const 1))))
      (else (if (i32.eq (i32.load16_u (local.get $p)) (i32.const 0x6e5c))
        (then (local.set $p (i32.add (local.get $p) (i32.const 2))))
        (else (return (i32.const 0))))))
    (call $behindBlanks (local.get $p) (local.get $to)))

  (func $behindBlanks (param $p i32) (param $to i32) (result i32)
    (block $done
      (loop $blanks
        (br_if $done (i32.ge_u (local.get $p) (local.get $to)))
        (br_if $done (i32.and
          (i32.ne (i32.load8_u (local.get $p)) (i32.const 32))
          (i32.ne (i32.load8_u (local.get $p)) (i32.const 9))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (br $blanks)))
    (local.get $p))

  ;; Text bytes with a zero behind each, without the zeros.
  (func (export "decodeWide") (param $from i32) (param $to i32) (param $out i32) (param $again i32) (result i32)
    (local $p i32) (local $start i32) (local $byte i32)
    (local.set $p (local.get $from))
    (local.set $start (local.get $out))
    (i32.store offset=0xc0c (i32.const 0) (i32.const 0))
    (block $done
      (loop $pairs
        (br_if $done (i32.gt_u (i32.add (local.get $p) (i32.const 2)) (local.get $to)))
        (br_if $done (i32.load8_u offset=1 (local.get $p)))
        (local.set $byte (i32.load8_u (local.get $p)))
        (br_if $done (i32.eqz (i32.load8_u offset=0x300 (i32.add (global.get $VALUES) (local.get $byte)))))
        (if (i32.and (i32.ge_u (local.get $p) (local.get $again)) (i32.eqz (i32.load offset=0xc0c (i32.const 0))))
          (then
            (i32.store offset=0xc0c (i32.const 0) (local.get $p))
            (i32.store offset=0xc10 (i32.const 0) (i32.sub (local.get $out) (local.get $start)))))
        (i32.store8 (local.get $out) (local.get $byte))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (local.set $p (i32.add (local.get $p) (i32.const 2)))
        (br $pairs)))
    (i32.store offset=0xc08 (i32.const 0) (local.get $p))
    (i64.store (local.get $out) (i64.const 0))
    (i32.sub (local.get $out) (local.get $start)))

  ;; Percent-encoded text until a byte that cannot stand in one.
  (func (export "decodePercent") (param $from i32) (param $to i32) (param $out i32) (param $again i32) (result i32)
    (local $p i32) (local $start i32) (local $high i32) (local $low i32)
    (local.set $p (local.get $from))
    (local.set $start (local.get $out))
    (i32.store offset=0xc0c (i32.const 0) (i32.const 0))
    (block $done
      (loop $bytes
        (br_if $done (i32.ge_u (local.get $p) (local.get $to)))
        (br_if $done (i32.eqz (call $isUrl (local.get $p))))
        (if (i32.and (i32.ge_u (local.get $p) (local.get $again)) (i32.eqz (i32.load offset=0xc0c (i32.const 0))))
          (then
            (i32.store offset=0xc0c (i32.const 0) (local.get $p))
            (i32.store offset=0xc10 (i32.const 0) (i32.sub (local.get $out) (local.get $start)))))
        (i32.store8 (local.get $out) (i32.load8_u (local.get $p)))
        (if (i32.and
              (i32.eq (i32.load8_u (local.get $p)) (i32.const 0x25))
              (i32.lt_u (i32.add (local.get $p) (i32.const 2)) (local.get $to)))
          (then
            (local.set $high (call $digitOf (i32.add (local.get $p) (i32.const 1))))
            (local.set $low (call $digitOf (i32.add (local.get $p) (i32.const 2))))
            (if (i32.lt_u (i32.or (local.get $high) (local.get $low)) (i32.const 16))
              (then
                (i32.store8 (local.get $out) (i32.or (i32.shl (local.get $high) (i32.const 4)) (local.get $low)))
                (local.set $p (i32.add (local.get $p) (i32.const 2)))))))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (br $bytes)))
    (i32.store offset=0xc08 (i32.const 0) (local.get $p))
    (i64.store (local.get $out) (i64.const 0))
    (i32.sub (local.get $out) (local.get $start)))
)
