// Access to the processor's control registers by name. gcc 12 has no library for
// -march=rv32imc_zicsr, so the extension is enabled for the assembler here.
#ifndef CSR_H
#define CSR_H

#define CSR_DO(instruction, csr, value)                                                            \
    __asm__ volatile(".option push\n.option arch, +zicsr\n" instruction " " #csr                   \
                     ", %0\n.option pop" ::"r"(value)                                              \
                     : "memory")

#define CSR_WRITE(csr, value) CSR_DO("csrw", csr, value)
#define CSR_SET(csr, bits)    CSR_DO("csrs", csr, bits)
#define CSR_CLEAR(csr, bits)  CSR_DO("csrc", csr, bits)

#endif
