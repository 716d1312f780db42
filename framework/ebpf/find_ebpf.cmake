# libbpf, and a clang that compiles for eBPF with the kernel's headers: NETRIG_BPF_COMPILE is how.
# Switches NETRIG_EBPF off where one is missing.
if(NETRIG_EBPF)
  if(PkgConfig_FOUND)
    pkg_check_modules(BPF QUIET IMPORTED_TARGET GLOBAL libbpf>=1.0)
  endif()
  find_program(NETRIG_BPF_CLANG NAMES clang clang-20 clang-19 clang-18 clang-17 clang-16 clang-15 clang-14)
  mark_as_advanced(NETRIG_BPF_CLANG)
  set(NETRIG_BPF_COMPILE "")
  if(TARGET PkgConfig::BPF AND NETRIG_BPF_CLANG)
    # clang knows where a target's own headers are (asm/types.h), but not that eBPF's are the machine's.
    set(compile ${NETRIG_BPF_CLANG} -target bpf -std=gnu11 -O2 -g)
    foreach(folder ${BPF_INCLUDE_DIRS})
      list(APPEND compile -isystem ${folder})
    endforeach()
    if(CMAKE_C_LIBRARY_ARCHITECTURE)
      list(APPEND compile -idirafter /usr/include/${CMAKE_C_LIBRARY_ARCHITECTURE})
    endif()
    file(WRITE ${PROJECT_BINARY_DIR}/try.bpf.c
         "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n#include <bpf/bpf_tracing.h>\n")
    execute_process(COMMAND ${compile} -c ${PROJECT_BINARY_DIR}/try.bpf.c
                            -o ${PROJECT_BINARY_DIR}/try.bpf.o
                    RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
    if(result EQUAL 0)
      set(NETRIG_BPF_COMPILE ${compile})
    endif()
  endif()
  if(NOT NETRIG_BPF_COMPILE)
    set(NETRIG_EBPF OFF)  # hides the cache's, so that they are looked for again
    message(STATUS "The kernel's drop reasons are left out: libbpf 1.0, or a clang that compiles for eBPF, "
                   "was not found (Debian: libbpf-dev clang)")
  endif()
endif()
