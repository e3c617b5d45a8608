/// Small calculators in WebAssembly's text format, one for each interface of circom: inputs `a` (one value) and `b` (two), output = a,
/// five wires. They refuse a = 7.
enum TextModules {
    /// FNV-1a of "a" and "b", from the published test vectors of the hash.
    private static let hashes = (a: ("0xaf63dc4c", "0x8601ec8c"), b: ("0xaf63df4c", "0x8601f1a5"))

    private static let modulus = """
        \\01\\00\\00\\f0\\93\\f5\\e1\\43\\91\\70\\b9\\79\\48\\e8\\33\\28\\5d\\58\\81\\81\\b6\\45\\50\\b8\\29\\a0\\31\\e1\\72\\4e\\64\\30
        """

    /// What a module of circom 2 does differently from a well-behaved one.
    struct Circom2 {
        var hasMessages = true
        var hasSizes = true
        var hasBufferStart = true
        var version = 2
        var modulus = TextModules.modulus
        /// Instructions that run when all inputs are set.
        var body = ""
        /// Instructions of `getWitness` before it answers.
        var beforeWitness = ""
        var firstWire = "\\01"
        var omitted: Set<String> = []
        var extraImport = ""
        /// Pages of memory to begin with.
        var pages = 1

        private func export(_ name: String, _ signature: String, _ body: String) -> String {
            omitted.contains(name) ? "" : "(func (export \"\(name)\") \(signature) \(body))"
        }

        var text: String {
            """
            (module
              (import "runtime" "exceptionHandler" (func $exception (param i32)))
              \(hasMessages ? "(import \"runtime\" \"printErrorMessage\" (func $print)) (import \"runtime\" \"writeBufferMessage\" (func $log))" : "")
              (import "runtime" "showSharedRWMemory" (func $show))
              \(extraImport)
              (memory (export "memory") \(pages))
              (data (i32.const 512) "\(modulus)")
              (data (i32.const 640) "Error in template Pair_0 line: 7\\n\\00")
              (data (i32.const 4096) "\(firstWire)")
              (global $left (mut i32) (i32.const 3))
              (global $letter (mut i32) (i32.const 640))
              (func $copy (param $to i32) (param $from i32)
                (i64.store (local.get $to) (i64.load (local.get $from)))
                (i64.store offset=8 (local.get $to) (i64.load offset=8 (local.get $from)))
                (i64.store offset=16 (local.get $to) (i64.load offset=16 (local.get $from)))
                (i64.store offset=24 (local.get $to) (i64.load offset=24 (local.get $from))))
              \(position)
              (func $size (param $high i32) (param $low i32) (result i32)
                (local $at i32)
                (local.set $at (call $position (local.get $high) (local.get $low)))
                (if (i32.eq (local.get $at) (i32.const 2)) (then (return (i32.const 1))))
                (if (i32.eq (local.get $at) (i32.const 3)) (then (return (i32.const 2))))
                (i32.const 0))
              (func $run
                \(body)
                (if (i32.eq (i32.load (i32.const 4160)) (i32.const 7))
                  (then \(hasMessages ? "(call $print)" : "") (call $exception (i32.const 4))))
                (call $copy (i32.const 4128) (i32.const 4160)))
              \(export("getVersion", "(result i32)", "(i32.const \(version))"))
              \(hasMessages ? export("getMinorVersion", "(result i32)", "(i32.const 1)") : "")
              \(hasMessages ? export("getPatchVersion", "(result i32)", "(i32.const 9)") : "")
              \(hasMessages ? export("getMessageChar", "(result i32)", """
                (local $c i32)
                (local.set $c (i32.load8_u (global.get $letter)))
                (global.set $letter (i32.add (global.get $letter) (i32.const 1)))
                (if (i32.eqz (local.get $c)) (then (global.set $letter (i32.const 640))))
                (local.get $c)
                """) : "")
              \(hasBufferStart ? export("getSharedRWMemoryStart", "(result i32)", "(i32.const 256)") : "")
              \(export("readSharedRWMemory", "(param i32) (result i32)", "(i32.load offset=256 (i32.mul (local.get 0) (i32.const 4)))"))
              \(export("writeSharedRWMemory", "(param i32 i32)", "(i32.store offset=256 (i32.mul (local.get 0) (i32.const 4)) (local.get 1))"))
              \(export("init", "(param i32)", ""))
              \(hasSizes ? export("getInputSignalSize", "(param i32 i32) (result i32)", "(call $size (local.get 0) (local.get 1))") : "")
              \(export("setInputSignal", "(param $high i32) (param $low i32) (param $index i32)", """
                (local $at i32)
                (local.set $at (call $position (local.get $high) (local.get $low)))
                (if (i32.eqz (local.get $at)) (then (call $exception (i32.const 1))))
                (if (i32.ge_u (local.get $index) (call $size (local.get $high) (local.get $low))) (then (call $exception (i32.const 6))))
                (call $copy
                  (i32.add (i32.const 4096) (i32.mul (i32.const 32) (i32.add (local.get $at) (local.get $index)))) (i32.const 256))
                (global.set $left (i32.sub (global.get $left) (i32.const 1)))
                (if (i32.eqz (global.get $left)) (then (call $run)))
                """))
              \(export("getRawPrime", "", "(call $copy (i32.const 256) (i32.const 512))"))
              \(export("getFieldNumLen32", "(result i32)", "(i32.const 8)"))
              \(export("getWitnessSize", "(result i32)", "(i32.const 5)"))
              \(export("getInputSize", "(result i32)", "(i32.const 3)"))
              \(export("getWitness", "(param $wire i32)", """
                \(beforeWitness)
                (call $copy (i32.const 256) (i32.add (i32.const 4096) (i32.mul (i32.const 32) (local.get $wire))))
                """))
            )
            """
        }
    }

    /// First wire of the input with that hash, 0 if there is none.
    private static let position = """
        (func $position (param $high i32) (param $low i32) (result i32)
          (if (i32.and (i32.eq (local.get $high) (i32.const \(hashes.a.0))) (i32.eq (local.get $low) (i32.const \(hashes.a.1))))
            (then (return (i32.const 2))))
          (if (i32.and (i32.eq (local.get $high) (i32.const \(hashes.b.0))) (i32.eq (local.get $low) (i32.const \(hashes.b.1))))
            (then (return (i32.const 3))))
          (i32.const 0))
        """

    /// The same circuit as a module of circom 1: signals of 40 bytes, errors with addresses of texts.
    static func circom1(pages: Int = 2) -> String {
        """
        (module
          (import "env" "memory" (memory \(pages)))
          (import "runtime" "error" (func $error (param i32 i32 i32 i32 i32 i32)))
          (import "runtime" "log" (func $log (param i32)))
          (import "runtime" "logSetSignal" (func $logSet (param i32 i32)))
          (data (i32.const 0) "\\00\\80\\00\\00")
          (data (i32.const 512) "\(modulus)")
          (data (i32.const 640) "Hash not found\\00")
          (data (i32.const 672) "Accessing a not assigned signal\\00")
          (data (i32.const 704) "Signal assigned twice\\00")
          (data (i32.const 736) "Constraint doesn't match\\00")
          (data (i32.const 768) "pair.circom:7:4\\00")
          (data (i32.const 3072) "\\01\\00\\00\\00")
          (data (i32.const 4096) "\\01")
          (global $left (mut i32) (i32.const 3))
          \(position)
          (func $address (param $signal i32) (result i32)
            (i32.add (i32.const 4096) (i32.mul (i32.const 40) (local.get $signal))))
          (func $copy (param $to i32) (param $from i32)
            (i64.store (local.get $to) (i64.load (local.get $from)))
            (i64.store offset=8 (local.get $to) (i64.load offset=8 (local.get $from)))
            (i64.store offset=16 (local.get $to) (i64.load offset=16 (local.get $from)))
            (i64.store offset=24 (local.get $to) (i64.load offset=24 (local.get $from))))
          (func $set (param $signal i32) (param $from i32)
            (local $flag i32)
            (local.set $flag (i32.add (i32.const 3072) (i32.mul (i32.const 4) (local.get $signal))))
            (if (i32.load (local.get $flag))
              (then (call $error
                (i32.const 6) (i32.const 704) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))))
            (i32.store (local.get $flag) (i32.const 1))
            (call $copy (i32.add (call $address (local.get $signal)) (i32.const 8)) (i32.add (local.get $from) (i32.const 8))))
          (func (export "init") (param i32))
          (func (export "getNVars") (result i32) (i32.const 5))
          (func (export "getFrLen") (result i32) (i32.const 40))
          (func (export "getPRawPrime") (result i32) (i32.const 512))
          (func (export "getSignalOffset32") (param $to i32) (param i32) (param $high i32) (param $low i32)
            (local $at i32)
            (local.set $at (call $position (local.get $high) (local.get $low)))
            (if (i32.eqz (local.get $at))
              (then (call $error
                (i32.const 3) (i32.const 640) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))))
            (i32.store (local.get $to) (local.get $at)))
          (func (export "setSignal") (param i32 i32) (param $signal i32) (param $from i32)
            (call $set (local.get $signal) (local.get $from))
            (global.set $left (i32.sub (global.get $left) (i32.const 1)))
            (if (i32.eqz (global.get $left))
              (then
                (if (i32.eq (i32.load offset=8 (call $address (i32.const 2))) (i32.const 7))
                  (then (call $error
                    (i32.const 7) (i32.const 736) (i32.const 0) (i32.const 4104) (i32.const 4104) (i32.const 768))))
                (call $set (i32.const 1) (call $address (i32.const 2))))))
          (func (export "multiGetSignal") (param i32) (param $to i32) (param i32) (param $signal i32) (param i32)
            (if (i32.eqz (i32.load (i32.add (i32.const 3072) (i32.mul (i32.const 4) (local.get $signal)))))
              (then (call $error
                (i32.const 5) (i32.const 672) (i32.const 0) (i32.const 0) (local.get $signal) (i32.const 0)))))
          (func (export "getPWitness") (param $wire i32) (result i32) (call $address (local.get $wire)))
          (func (export "getWitnessBuffer") (result i32)
            (local $wire i32)
            (loop $next
              (call $copy
                (i32.add (i32.const 16384) (i32.mul (i32.const 32) (local.get $wire)))
                (i32.add (call $address (local.get $wire)) (i32.const 8)))
              (local.set $wire (i32.add (local.get $wire) (i32.const 1)))
              (br_if $next (i32.lt_u (local.get $wire) (i32.const 5))))
            (i32.store (i32.const 16384) (i32.const 1))
            (i32.const 16384))
        )
        """
    }
}
