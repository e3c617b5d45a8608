import Foundation

/// A guest written in C, compiled by the toolchain's clang.
enum CompiledGuest {
    static let compiler = ReferenceMachine.find("clang")

    enum Failure: Error { case compiler(status: Int32) }

    /// The executable file of the guest.
    static func build(_ name: String) throws -> [UInt8] {
        try ReferenceMachine.withTemporaryDirectory { directory in
            let (source, object) = (directory.appendingPathComponent("\(name).c"), directory.appendingPathComponent(name))
            try Data(Self.source.utf8).write(to: source)
            let arguments = [
                "--target=riscv32-none-elf", "-march=rv32im", "-mabi=ilp32", "-nostdlib", "-ffreestanding", "-fuse-ld=lld", "-O2",
                "-Wl,--image-base=0x10000", source.path, "-o", object.path,
            ]
            let outcome = try ReferenceMachine.run(command: compiler ?? "clang", arguments, in: directory)
            guard outcome.status == 0 else { throw Failure.compiler(status: outcome.status) }
            return [UInt8](try Data(contentsOf: object))
        }
    }

    /// Reads the input, writes its SHA-256, its bytes sorted and some arithmetic on them; by the system call where there is one.
    private static let source = """
        typedef unsigned char u8; typedef unsigned u32; typedef unsigned long long u64;
        char stack[65536] __attribute__((aligned(16)));
        __asm__(".globl _start\\n_start:\\n la sp, stack + 65536\\n call guest\\n");

        static u32 call(u32 number, u32 x, u32 y, u32 z) {
            register u32 a7 __asm__("a7") = number, a0 __asm__("a0") = x, a1 __asm__("a1") = y, a2 __asm__("a2") = z;
            __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
            return a0;
        }
        static u32 get(void) { u32 w; call(63, 0, (u32)&w, 4); return w; }
        static void put(u32 w) { call(64, 1, (u32)&w, 4); }

        static const u32 primes[64] = {
            2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
            127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199, 211, 223, 227, 229, 233, 239, 241, 251,
            257, 263, 269, 271, 277, 281, 283, 293, 307, 311};
        /* First 32 fractional bits of the cube root of n: the largest x with x^3 <= n * 2^96, found bit by bit in 160 bits. */
        static int fits(u64 x, u32 n) {
            u32 d[2] = {(u32)x, (u32)(x >> 32)}, r[6] = {1, 0, 0, 0, 0, 0};
            for (int k = 0; k < 3; k++) {
                u32 t[6] = {0, 0, 0, 0, 0, 0};
                for (int i = 0; i < 2; i++) {
                    u64 c = 0;
                    for (int j = 0; i + j < 6; j++) { c += (u64)d[i] * r[j] + t[i + j]; t[i + j] = (u32)c; c >>= 32; }
                }
                for (int j = 0; j < 6; j++) r[j] = t[j];
            }
            return r[4] == 0 && r[5] == 0 && r[3] < n;
        }
        static u32 K[64];
        static void constants(void) {
            for (int i = 0; i < 64; i++) {
                u64 x = 0;
                for (int b = 35; b >= 0; b--) if (fits(x | 1ull << b, primes[i])) x |= 1ull << b;
                K[i] = (u32)x;
            }
        }
        #define R(x, n) ((x) >> (n) | (x) << (32 - (n)))
        static void software(u32 *s, const u32 *m) {
            u32 w[64], v[8];
            for (int i = 0; i < 16; i++) w[i] = m[i];
            for (int i = 16; i < 64; i++)
                w[i] = w[i - 16] + (R(w[i - 15], 7) ^ R(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7]
                     + (R(w[i - 2], 17) ^ R(w[i - 2], 19) ^ w[i - 2] >> 10);
            for (int i = 0; i < 8; i++) v[i] = s[i];
            for (int i = 0; i < 64; i++) {
                u32 t = v[7] + (R(v[4], 6) ^ R(v[4], 11) ^ R(v[4], 25)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) + K[i] + w[i];
                u32 q = (R(v[0], 2) ^ R(v[0], 13) ^ R(v[0], 22)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
                for (int j = 7; j > 0; j--) v[j] = v[j - 1];
                v[4] += t; v[0] = t + q;
            }
            for (int i = 0; i < 8; i++) s[i] += v[i];
        }
        static u8 bytes[4096];
        void guest(void) {
            u32 length = get();
            if (length > 4000) call(93, 1, 0, 0);
            for (u32 i = 0; i < length; i += 4) {
                u32 w = get();
                for (int j = 0; j < 4; j++) bytes[i + j] = w >> 8 * j;
            }
            constants();
            u32 s[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}, m[16];
            for (u32 start = 0; start < length + 9; start += 64) {
                for (u32 i = 0; i < 16; i++) {
                    m[i] = 0;
                    for (u32 j = 0; j < 4; j++) {
                        u32 p = start + 4 * i + j;
                        m[i] = m[i] << 8 | (p < length ? bytes[p] : p == length ? 0x80 : 0);
                    }
                }
                if (start + 64 >= length + 9) m[15] = length * 8;
                if (call(0x1000, (u32)s, (u32)m, 0) != 0) software(s, m);
            }
            u32 sum = 1; int mix = -77777;
            for (u32 i = 0; i < length; i++) {
                for (u32 j = i; j > 0 && bytes[j - 1] > bytes[j]; j--) { u8 b = bytes[j]; bytes[j] = bytes[j - 1]; bytes[j - 1] = b; }
                sum = sum * 31 + bytes[i]; mix = mix / (int)(bytes[i] - 100 + (bytes[i] == 100)) + (int)sum % 1001 - (int)((u64)sum * sum >> 32);
            }
            put(40 + length);
            for (int i = 0; i < 8; i++) put(s[i]);
            put(sum); put(mix);
            for (u32 i = 0; i < length; i += 4) {
                u32 w = 0;
                for (u32 j = 0; j < 4 && i + j < length; j++) w |= (u32)bytes[i + j] << 8 * j;
                put(w);
            }
            call(93, length, 0, 0);
        }
        """
}
