# First instructions of every guest: set the global and stack pointers, run main, publish the journal, halt.
# RAM above the image is zero already, so nothing is cleared.
    .section .text._start, "ax", @progbits
    .globl _start
    .type _start, @function
_start:
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    lui     sp, %hi(__stack_top)
    li      a0, 0
    li      a1, 0
    call    main
    tail    burhan_finish
    .size _start, . - _start

# Rule data is appended to the image from here on; four bytes keep the section present in the file.
    .section .rule_data, "aw", @progbits
    .globl __rule_data
    .type __rule_data, @object
    .p2align 2
__rule_data:
    .word 0
    .size __rule_data, 4
